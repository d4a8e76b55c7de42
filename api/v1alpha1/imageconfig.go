package v1alpha1

// ImageConfig holds fields of the spec of image.config.openshift.io/cluster.
// The field additionalTrustedCA follows from Trust.Registries.
type ImageConfig struct {
	// Registries that pods and builds may use, and how they connect to them. The
	// Machine Config Operator writes a change to all nodes.
	RegistrySources *RegistrySources `json:"registrySources,omitempty"`
	// Registries from which users may import images into image streams. If omitted,
	// all registries are allowed. Cluster administrators may always import from all
	// registries.
	AllowedRegistriesForImport []RegistryLocation `json:"allowedRegistriesForImport,omitempty"`
	// Host names of the registry outside of the cluster, as host or host:port. The
	// first one is in status.publicDockerImageRepository of each image stream. If
	// omitted, OpenShift uses the hosts of the routes of the registry. A name does
	// not create a route.
	ExternalRegistryHostnames []string `json:"externalRegistryHostnames,omitempty" format:"host-port" example:"[\"registry.apps.example.com\"]"`
	// Import mode of image streams that do not set one. PreserveOriginal imports
	// all images of a manifest list, and Legacy the image of one architecture. If
	// omitted, it follows from the release image of the cluster.
	ImageStreamImportMode string `json:"imageStreamImportMode,omitempty" enum:"Legacy|PreserveOriginal" since:"4.21" example:"PreserveOriginal"`
}

// RegistrySources limits the registries of pods and builds. An entry is a host
// with an optional port and path; *.example.com is all subdomains of
// example.com. Each list replaces the list on the cluster, except
// ContainerRuntimeSearchRegistries, which the API server merges by entry.
type RegistrySources struct {
	// The only registries from which images can be pulled and to which they can be
	// pushed, as host[:port][/path] or *.domain. Include the internal registry
	// image-registry.openshift-image-registry.svc:5000, and quay.io for the images
	// of OpenShift itself. Not valid together with blockedRegistries.
	AllowedRegistries []string `json:"allowedRegistries,omitempty" format:"registry-scope" example:"[\"quay.io\", \"registry.redhat.io\", \"image-registry.openshift-image-registry.svc:5000\"]"`
	// Registries from which images cannot be pulled and to which they cannot be
	// pushed, as host[:port][/path] or *.domain. Not valid together with
	// allowedRegistries.
	BlockedRegistries []string `json:"blockedRegistries,omitempty" format:"registry-scope"`
	// Registries with http or with certificates that the nodes do not verify, as
	// host[:port][/path] or *.domain.
	InsecureRegistries []string `json:"insecureRegistries,omitempty" format:"registry-scope" example:"[\"registry.example.com:5000\"]"`
	// Registries that the container runtime searches for images without a registry
	// in their names, in this order, as host or host:port. Builds and image streams
	// do not use them. Another owner of the field can add entries.
	ContainerRuntimeSearchRegistries []string `json:"containerRuntimeSearchRegistries,omitempty" format:"host-port" example:"[\"registry.redhat.io\"]"`
}

// RegistryLocation is a registry from which users may import images.
type RegistryLocation struct {
	// Domain of the registry, with its port if it is not 443, or not 80 if insecure
	// is true. The domain can contain the wildcards * and ?.
	DomainName string `json:"domainName" required:"true" pattern:"^[-A-Za-z0-9.*?]+(:[0-9]{1,5})?$" like:"a domain with an optional port, without scheme or path, for example registry.example.com:5000 or *.example.com" example:"registry.example.com"`
	// Whether the registry is insecure: http, or a certificate that is not verified.
	Insecure *bool `json:"insecure,omitempty"`
}
