// Package importer generates a profile from the objects of an existing cluster. It
// creates draft profiles from the objects, renders each draft, and selects the
// draft whose objects differ least. It then removes the fields that only repeat
// defaults.
package importer
