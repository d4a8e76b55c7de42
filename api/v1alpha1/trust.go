package v1alpha1

import (
	"strconv"
	"strings"
)

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
	// Registry as the names of its images begin: host, or host:port. It is the
	// merge key of the list. A patch of kustomize replaces the entry of the same
	// host and port, and adds any other.
	Host string `json:"host" required:"true" format:"host-port" like:"host or host:port, without scheme and path" example:"registry.example.com:5000"`
	// Port of the registry, unless it is written after the host. Kustomize merges
	// the entries of overlays by host alone, so write host:port where an overlay
	// adds a registry of the same host.
	Port int32 `json:"port,omitempty" min:"1" max:"65535" example:"5000"`
	// Certificates of the CA in PEM form. The function joins the certificates
	// of several entries for one registry.
	CA string `json:"ca" required:"true"`
}

// Hostname returns the host without the port.
func (c RegistryCertificate) Hostname() string {
	host, _, _ := strings.Cut(c.Host, ":")
	return host
}

// Key is the key of the ConfigMap for the registry. A key cannot hold a colon,
// so two dots separate host and port.
func (c RegistryCertificate) Key() string {
	if c.Port != 0 {
		return c.Host + ".." + strconv.Itoa(int(c.Port))
	}
	return strings.Replace(c.Host, ":", "..", 1)
}

// StorageTrust is the CA of the storage endpoint. It replaces the system's CAs.
type StorageTrust struct {
	// ConfigMap in openshift-config with key ca-bundle.crt.
	ConfigMapName string `json:"configMapName" required:"true" format:"dns-subdomain" example:"image-registry-s3-bundle"`
	// Certificates in PEM form to put into the ConfigMap. Left out, it exists
	// already.
	CA string `json:"ca,omitempty"`
}
