package v1alpha1

// Swift is OpenStack's object store. The fields are those of
// Config.spec.storage.swift.
type Swift struct {
	// Keystone URL; required with credentials of one's own.
	AuthURL string `json:"authURL,omitempty" pattern:"^https?://[^\\s@]+$" like:"the URL of Keystone, without credentials" example:"https://keystone.example.com:13000/v3"`
	// Keystone version.
	AuthVersion string `json:"authVersion,omitempty" pattern:"^[0-9]+$" like:"a whole number in quotes, for example \"3\"" example:"3"`
	// Container that holds the images. Left out, the operator makes one.
	Container string `json:"container,omitempty" example:"prod-eu-1-image-registry"`
	// Domain name for Identity v3.
	Domain string `json:"domain,omitempty" example:"Default"`
	// Domain ID for Identity v3.
	DomainID string `json:"domainID,omitempty"`
	// Tenant (project) name.
	Tenant string `json:"tenant,omitempty" example:"openshift"`
	// Tenant (project) ID.
	TenantID string `json:"tenantID,omitempty"`
	// Region of the container.
	RegionName string `json:"regionName,omitempty" example:"regionOne"`
}
