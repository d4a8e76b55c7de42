package v1alpha1

// Credentials selects the source of the storage credentials. Exactly one field
// must be set. A profile never contains credentials.
type Credentials struct {
	// Fetches the credentials from a secret store with the External Secrets
	// Operator.
	ExternalSecret *CredentialsSecret `json:"externalSecret,omitempty"`
	// Uses the credentials of the bucket claim. This is the default for cephRGW and
	// noobaa.
	ObjectBucketClaim *FromBucketClaim `json:"objectBucketClaim,omitempty"`
	// Uses the secret image-registry-private-configuration-user. The function does
	// not generate the secret; create it by other means. Storage of another cloud
	// than that of the cluster always requires credentials.
	ExistingSecret *FromExistingSecret `json:"existingSecret,omitempty"`
}

// CredentialsSecret refers to credentials in a secret store.
type CredentialsSecret struct {
	ExternalSecret
	// Set of keys that the credentials contain. Required for swift, and only valid
	// with it.
	KeySet string `json:"keySet,omitempty" enum:"Password|ApplicationCredential|Token" example:"Password"`
}

// FromBucketClaim uses the credentials that are provisioned with a claimed
// bucket.
type FromBucketClaim struct {
	// Copies the credentials of the claim to the secret that the operator reads. With
	// ExternalSecrets, the External Secrets Operator copies them, and follows their
	// changes. With Job, a Job copies them, which needs spec.delivery.image and no
	// other operator. Defaults to ExternalSecrets, and to Job with existingClaim.
	Method string `json:"method,omitempty" enum:"ExternalSecrets|Job" example:"Job"`
	// Schedule, as a cron expression, of a CronJob that copies the credentials again,
	// so that changed credentials reach the registry between two runs of the Job.
	// Only valid with method: Job.
	Schedule string `json:"schedule,omitempty" example:"17 * * * *"`
}

// Methods that copy the credentials of a bucket claim.
const (
	MethodExternalSecrets = "ExternalSecrets"
	MethodJob             = "Job"
)

// FromExistingSecret uses a credentials secret that is created outside the
// profile.
type FromExistingSecret struct{}
