// Package fields provides the documentation of the fields of a RegistryProfile
// to explain, init and the reference.
package fields
