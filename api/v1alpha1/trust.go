package v1alpha1

import "strconv"

// Trust lists certificate authorities to trust.
type Trust struct {
	// For external registries that images are imported and pulled from. It
	// does not cover the storage endpoint.
	Registries *RegistriesTrust `json:"registries,omitempty"`
	// For the storage endpoint (Config.spec.storage.s3.trustedCA).
	Storage *StorageTrust `json:"storage,omitempty" book:"3.8.1"`
}

// RegistriesTrust is the CAs of external registries.
type RegistriesTrust struct {
	// ConfigMap in openshift-config with a key for each registry.
	ConfigMapName string `json:"configMapName" required:"true" format:"dns-subdomain" example:"registry-cas"`
	// CAs to put into the ConfigMap. Left out, it exists already.
	Certificates []RegistryCertificate `json:"certificates,omitempty" mergeKey:"host"`
	// Patch makes image.config.openshift.io/cluster refer to the ConfigMap,
	// and leaves the rest of it alone; Ignore leaves all of it alone, for
	// another application owns it.
	ImageConfig string `json:"imageConfig,omitempty" enum:"Patch|Ignore" default:"Patch"`
}

// RegistryCertificate is the CA of one registry.
type RegistryCertificate struct {
	// Host name of the registry.
	Host string `json:"host" required:"true" format:"host-name" like:"a host name without scheme, port or path; the port has a field of its own" example:"registry.example.com"`
	// Port of the registry; left out, that of https.
	Port int32 `json:"port,omitempty" min:"1" max:"65535" example:"5000"`
	// Certificates of the CA in PEM form. Several entries for one registry are
	// put together.
	CA string `json:"ca" required:"true"`
}

// Key is the key of the ConfigMap for the registry. A colon is not allowed in
// keys, so two dots stand before the port.
func (c RegistryCertificate) Key() string {
	if c.Port == 0 {
		return c.Host
	}
	return c.Host + ".." + strconv.Itoa(int(c.Port))
}

// StorageTrust is the CA of the storage endpoint. It replaces the system's CAs.
type StorageTrust struct {
	// ConfigMap in openshift-config with key ca-bundle.crt.
	ConfigMapName string `json:"configMapName" required:"true" format:"dns-subdomain" example:"image-registry-s3-bundle"`
	// Certificates in PEM form to put into the ConfigMap. Left out, it exists
	// already.
	CA string `json:"ca,omitempty"`
}
