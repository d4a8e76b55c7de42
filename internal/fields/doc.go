// Package fields documents the fields of a RegistryProfile: what explain, init
// and the reference say about each.
package fields
