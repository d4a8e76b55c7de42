package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

// Keys of the Secret that an object bucket provisioner creates for a claim.
const (
	ClaimAccessKey = "AWS_ACCESS_KEY_ID"
	ClaimSecretKey = "AWS_SECRET_ACCESS_KEY" //nolint:gosec // the name of a key, not a key
)

// BucketClaim is an ObjectBucketClaim.
type BucketClaim struct {
	Name, Namespace string
	// Existing reports that the claim exists outside of the profile. The name of its
	// bucket is known only on the cluster.
	Existing         bool
	StorageClassName string
	AdditionalConfig map[string]string
}

// bucketStore returns the store of a claimed bucket, with an s3 stanza. Both
// object stores use the S3 API with path-style addresses and without encryption
// of their own.
func bucketStore(key string, b *v1alpha1.ObjectBucket, env Env, service, storageClassName string) Store {
	stanza := v1alpha1.S3{Bucket: b.BucketName, Region: b.Region, RegionEndpoint: "http://" + service}
	switch b.Endpoint {
	case v1alpha1.EndpointSecureService:
		stanza.RegionEndpoint = "https://" + service
	case v1alpha1.EndpointRoute:
		stanza.RegionEndpoint = "https://" + b.RouteHost
	}
	store := s3{&stanza}.Store(env)
	path := "spec.storage." + key
	store.Sources["bucket"], store.Sources["regionEndpoint"] = path+".bucketName", path+".endpoint"
	if b.RouteHost != "" {
		store.Sources["regionEndpoint"] = path + ".routeHost"
	}
	if b.ExistingClaim != "" {
		store.Named = true
		store.Bucket = &BucketClaim{Name: b.ExistingClaim, Namespace: b.Namespace, Existing: true}
		return store
	}
	store.Bucket = &BucketClaim{
		Name:             b.BucketName,
		Namespace:        b.Namespace,
		StorageClassName: storageClassName,
		AdditionalConfig: b.AdditionalConfig,
	}
	return store
}
