package aws

import "github.com/registry-profile/registry-profile/internal/resolve"

// Lifecycle is the lifecycle configuration of a bucket.
type Lifecycle struct {
	Rules []LifecycleRule
}

// LifecycleRule is one rule of a lifecycle configuration.
type LifecycleRule struct {
	ID                             string
	Status                         string
	Filter                         struct{ Prefix string }
	AbortIncompleteMultipartUpload struct{ DaysAfterInitiation int }
}

// NewLifecycle returns the rule that aborts incomplete multipart uploads after one
// day (OpenShift documentation, section 3.1.2). The operator sets the rule on a
// bucket that it manages.
func NewLifecycle(p *resolve.Profile) (*Lifecycle, error) {
	if _, err := bucketOf(p); err != nil {
		return nil, err
	}
	rule := LifecycleRule{ID: "cleanup-incomplete-multipart-registry-uploads", Status: "Enabled"}
	rule.AbortIncompleteMultipartUpload.DaysAfterInitiation = 1
	return &Lifecycle{Rules: []LifecycleRule{rule}}, nil
}

// PublicAccessBlock is the public access block of a bucket.
type PublicAccessBlock struct {
	BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets bool
}

// NewPublicAccessBlock returns the configuration that blocks all public access, as
// the OpenShift documentation requires.
func NewPublicAccessBlock(p *resolve.Profile) (*PublicAccessBlock, error) {
	if _, err := bucketOf(p); err != nil {
		return nil, err
	}
	return &PublicAccessBlock{true, true, true, true}, nil
}
