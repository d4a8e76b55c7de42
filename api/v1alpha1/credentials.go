package v1alpha1

// Credentials says where the credentials for the storage come from. Exactly
// one of its fields is set. No credential ever stands in a profile.
type Credentials struct {
	// Fetch them from a store of the External Secrets Operator.
	ExternalSecret *CredentialsSecret `json:"externalSecret,omitempty"`
	// Take those of the bucket that the profile claims; the default for
	// cephRGW and noobaa.
	ObjectBucketClaim *FromBucketClaim `json:"objectBucketClaim,omitempty"`
	// Somebody else makes the secret image-registry-private-configuration-user.
	ExistingSecret *FromExistingSecret `json:"existingSecret,omitempty"`
}

// CredentialsSecret refers to the credentials in a store.
type CredentialsSecret struct {
	ExternalSecret
	// Which keys the credentials have. Swift only, and required there.
	KeySet string `json:"keySet,omitempty" enum:"Password|ApplicationCredential|Token" example:"Password"`
}

// FromBucketClaim takes the credentials that come with a bucket.
type FromBucketClaim struct{}

// FromExistingSecret leaves the credentials to somebody else.
type FromExistingSecret struct{}
