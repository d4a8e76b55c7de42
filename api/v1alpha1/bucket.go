package v1alpha1

// ObjectBucket holds the fields that all object stores of OpenShift Data
// Foundation share.
type ObjectBucket struct {
	// Name of the bucket and of the ObjectBucketClaim. Required unless existingClaim
	// is set.
	BucketName string `json:"bucketName,omitempty" known:"true" pattern:"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$" min:"3" max:"63" like:"3 to 63 lowercase letters, digits and hyphens" example:"prod-eu-1-image-registry"`
	// Name of an ObjectBucketClaim that exists outside of the profile, usually with
	// generateBucketName. Mutually exclusive with bucketName, additionalConfig and
	// storageClassName. The name of the bucket is known only on the cluster: a Job
	// reads it from the ConfigMap of the claim, and writes the credentials and the
	// whole storage of Config before Config is applied. The manifests contain no
	// storage. Requires spec.delivery.image and a tool that applies the Job first.
	ExistingClaim string `json:"existingClaim,omitempty" known:"true" format:"dns-subdomain" example:"image-registry"`
	// Namespace of the ObjectBucketClaim.
	Namespace string `json:"namespace,omitempty" enum:"openshift-image-registry|openshift-storage" default:"openshift-image-registry"`
	// Region for which the registry signs its requests.
	Region string `json:"region,omitempty" default:"us-east-1"`
	// Additional configuration for the bucket provisioner, written to
	// spec.additionalConfig of the ObjectBucketClaim.
	AdditionalConfig map[string]string `json:"additionalConfig,omitempty" example:"{\"maxSize\": \"2Ti\"}"`
	// Endpoint of the object store. Service connects to the store inside the
	// cluster over http and disables redirects. SecureService does so over https;
	// it requires trust.storage with the service CA. Route connects to the store
	// through the router over https; it requires routeHost and trust.storage.
	Endpoint string `json:"endpoint,omitempty" enum:"Service|SecureService|Route" default:"Service"`
	// Host name of the store's route in openshift-storage.
	RouteHost string `json:"routeHost,omitempty" format:"dns-subdomain" like:"a lowercase host name without scheme, port or path"`
}

// Endpoints of an object store over https: its service inside the cluster, and
// its route through the cluster's router.
const (
	EndpointSecureService = "SecureService"
	EndpointRoute         = "Route"
)

// ObjectBucket returns the bucket of OpenShift Data Foundation, or nil.
func (o OneOf) ObjectBucket() *ObjectBucket {
	switch {
	case o.CephRGW != nil:
		return &o.CephRGW.ObjectBucket
	case o.NooBaa != nil:
		return &o.NooBaa.ObjectBucket
	}
	return nil
}
