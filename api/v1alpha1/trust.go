package v1alpha1

import (
	"strconv"
	"strings"
)

// Trust configures trusted certificate authorities.
type Trust struct {
	// Certificate authorities of external registries from which images are
	// imported and pulled. They do not apply to the storage endpoint.
	Registries *RegistriesTrust `json:"registries,omitempty"`
	// Certificate authority of the storage endpoint
	// (Config.spec.storage.s3.trustedCA).
	Storage *StorageTrust `json:"storage,omitempty" book:"3.8.1"`
}

// RegistriesTrust configures the certificate authorities of external
// registries.
type RegistriesTrust struct {
	// Name of the ConfigMap in openshift-config that contains one key per
	// registry.
	ConfigMapName string `json:"configMapName" required:"true" format:"dns-subdomain" example:"registry-cas"`
	// Certificate authorities from which the ConfigMap is generated. If omitted,
	// the ConfigMap must exist.
	Certificates []RegistryCertificate `json:"certificates,omitempty" mergeKey:"host"`
	// Handling of image.config.openshift.io/cluster. Patch sets its reference to
	// the ConfigMap, and leaves all fields unchanged that spec.imageConfig does not
	// set. Ignore leaves the object unchanged; use it if another application owns
	// the object.
	ImageConfig string `json:"imageConfig,omitempty" enum:"Patch|Ignore" default:"Patch"`
}

// RegistryCertificate is the certificate authority of one registry.
type RegistryCertificate struct {
	// Registry host, as host or host:port, as it appears in image names. It is the
	// merge key of the list: a kustomize patch replaces the entry with the same
	// host and port, and adds any other entry.
	Host string `json:"host" required:"true" known:"true" format:"host-port" like:"host or host:port, without scheme or path" example:"registry.example.com:5000"`
	// Port of the registry, if host does not include it. Kustomize merges the
	// entries of overlays by host only; use host:port if an overlay adds a
	// registry with the same host.
	Port int32 `json:"port,omitempty" min:"1" max:"65535" example:"5000"`
	// Certificates of the certificate authority, PEM-encoded. The function
	// concatenates the certificates of all entries for the same registry.
	CA string `json:"ca" required:"true"`
}

// Hostname returns the host without the port.
func (c RegistryCertificate) Hostname() string {
	host, _, _ := strings.Cut(c.Host, ":")
	return host
}

// Key returns the key of the ConfigMap for the registry. Host and port are
// separated by two dots because a key cannot contain a colon.
func (c RegistryCertificate) Key() string {
	if c.Port != 0 {
		return c.Host + ".." + strconv.Itoa(int(c.Port))
	}
	return strings.Replace(c.Host, ":", "..", 1)
}

// StorageTrust configures the certificate authority of the storage endpoint. It
// replaces the system's certificate authorities.
type StorageTrust struct {
	// Name of the ConfigMap in openshift-config that contains the key
	// ca-bundle.crt.
	ConfigMapName string `json:"configMapName" required:"true" format:"dns-subdomain" example:"image-registry-s3-bundle"`
	// Certificates, PEM-encoded, from which the ConfigMap is generated. If
	// omitted, the ConfigMap must exist.
	CA string `json:"ca,omitempty"`
}
