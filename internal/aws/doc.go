// Package aws generates the documents for a bucket on AWS that a manifest cannot
// contain: the IAM policy of the credentials of the registry, the lifecycle rule
// and the public access block of the bucket. The aws command accepts them.
//
// The policy contains the actions that the S3 driver of the registry requires (see
// the documentation of the S3 storage driver of distribution). For a bucket that
// the operator manages, it also contains the actions in the CredentialsRequest of
// the operator.
package aws
