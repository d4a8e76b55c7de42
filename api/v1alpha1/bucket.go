package v1alpha1

// ObjectBucket holds the fields that the object stores of OpenShift Data
// Foundation have in common.
type ObjectBucket struct {
	// Name of the bucket and of its claim. It is fixed, for a generated name
	// is known to nobody when Config is written.
	BucketName string `json:"bucketName" required:"true" pattern:"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$" min:"3" max:"63" like:"3 to 63 lower-case letters, digits and hyphens" example:"prod-eu-1-image-registry"`
	// Namespace of the claim.
	Namespace string `json:"namespace,omitempty" enum:"openshift-image-registry|openshift-storage" default:"openshift-image-registry"`
	// Region that the registry signs its requests for.
	Region string `json:"region,omitempty" default:"us-east-1"`
	// Further configuration for the provisioner, the claim's additionalConfig.
	AdditionalConfig map[string]string `json:"additionalConfig,omitempty" example:"{\"maxSize\": \"2Ti\"}"`
	// Service reaches the store inside the cluster, over http and without
	// redirects. Route reaches it through the router, over https; it needs
	// routeHost and trust.storage.
	Endpoint string `json:"endpoint,omitempty" enum:"Service|Route" default:"Service"`
	// Host name of the store's route in openshift-storage.
	RouteHost string `json:"routeHost,omitempty" format:"dns-subdomain" like:"a lower-case host name without scheme, port or path"`
}

// EndpointRoute reaches an object store through the cluster's router.
const EndpointRoute = "Route"

// ObjectBucket returns the bucket that the profile claims, or nil.
func (o OneOf) ObjectBucket() *ObjectBucket {
	switch {
	case o.CephRGW != nil:
		return &o.CephRGW.ObjectBucket
	case o.NooBaa != nil:
		return &o.NooBaa.ObjectBucket
	}
	return nil
}
