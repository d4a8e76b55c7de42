package v1alpha1

// Swift configures OpenStack Swift. The fields are those of
// Config.spec.storage.swift.
type Swift struct {
	// URL of Keystone, without a path or with its version as the path. Required if
	// the profile sets spec.credentials.
	AuthURL string `json:"authURL,omitempty" pattern:"^https?://[^\\s@]+$" like:"the URL of Keystone, without credentials" example:"https://keystone.example.com:13000/v3"`
	// Version of Keystone, in quotes.
	AuthVersion string `json:"authVersion,omitempty" pattern:"^[0-9]+$" like:"a whole number in quotes, for example \"3\"" example:"3"`
	// Name of the container that stores the images. If omitted, the operator
	// creates a container.
	Container string `json:"container,omitempty" example:"prod-eu-1-image-registry"`
	// Name of the Identity v3 domain.
	Domain string `json:"domain,omitempty" example:"Default"`
	// ID of the Identity v3 domain.
	DomainID string `json:"domainID,omitempty"`
	// Name of the tenant (project).
	Tenant string `json:"tenant,omitempty" example:"openshift"`
	// ID of the tenant (project).
	TenantID string `json:"tenantID,omitempty"`
	// Region of the container.
	RegionName string `json:"regionName,omitempty" example:"regionOne"`
}
