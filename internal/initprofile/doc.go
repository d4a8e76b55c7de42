// Package initprofile generates a starter profile for a new cluster. The profile
// sets the fields that the storage requires, contains other common fields as
// comments, and documents each field. The package generates all of it from the
// field documentation, so a new field with an example appears automatically.
package initprofile
