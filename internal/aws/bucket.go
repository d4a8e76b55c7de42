package aws

import "github.com/registry-profile/registry-profile/internal/resolve"

// Lifecycle is a bucket's lifecycle configuration.
type Lifecycle struct {
	Rules []LifecycleRule
}

// LifecycleRule is one rule of it.
type LifecycleRule struct {
	ID                             string
	Status                         string
	Filter                         struct{ Prefix string }
	AbortIncompleteMultipartUpload struct{ DaysAfterInitiation int }
}

// NewLifecycle returns the rule that aborts incomplete multipart uploads after
// one day (book, section 3.1.2). The operator sets it on a bucket that it
// manages.
func NewLifecycle(p *resolve.Profile) (*Lifecycle, error) {
	if _, err := bucketOf(p); err != nil {
		return nil, err
	}
	rule := LifecycleRule{ID: "cleanup-incomplete-multipart-registry-uploads", Status: "Enabled"}
	rule.AbortIncompleteMultipartUpload.DaysAfterInitiation = 1
	return &Lifecycle{Rules: []LifecycleRule{rule}}, nil
}

// PublicAccessBlock is a bucket's public access block.
type PublicAccessBlock struct {
	BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets bool
}

// NewPublicAccessBlock blocks all public access, as the book demands.
func NewPublicAccessBlock(p *resolve.Profile) (*PublicAccessBlock, error) {
	if _, err := bucketOf(p); err != nil {
		return nil, err
	}
	return &PublicAccessBlock{true, true, true, true}, nil
}
