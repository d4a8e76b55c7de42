// Package aws makes the documents that a bucket on AWS needs and that no
// manifest can hold: the IAM policy of the registry's credentials, the
// bucket's lifecycle rule and its public access block, in the form that the
// aws command takes.
//
// The actions are those of the registry's S3 driver (docs of distribution, S3
// storage driver) and, for a bucket that the operator manages, those of the
// operator's own CredentialsRequest.
package aws
