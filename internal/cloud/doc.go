// Package cloud generates what the store of a profile needs in its cloud and what
// a manifest cannot contain: permissions of the registry's identity, rules of the
// bucket, and the commands that create both. Each cloud has a file.
//
// The permissions are those that the storage driver of the registry requires (see
// the documentation of the storage drivers of distribution) and, for a store that
// the operator manages, those in the CredentialsRequest of the operator.
package cloud
