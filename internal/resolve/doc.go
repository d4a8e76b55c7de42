// Package resolve decodes profiles and policies, validates them and sets their
// defaults.
//
// Parse decodes strictly and returns all errors at once. Resolve sets the
// omitted fields and records the origin of each value: the profile, a default or
// the storage backend. Other packages therefore work with a complete profile and
// can still distinguish its values from defaults.
package resolve
