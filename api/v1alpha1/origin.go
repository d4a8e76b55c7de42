package v1alpha1

// By identifies what determined a value.
type By int

const (
	// ByProfile marks a value that the profile sets.
	ByProfile By = iota
	// ByDefault marks a default. It applies only to a field that has no other
	// value.
	ByDefault
	// ByBackend marks the only value with which the storage backend works.
	ByBackend
	// ByManifest marks a value that a manifest or a patch sets.
	ByManifest
)

// Origin describes why a generated field has its value.
type Origin struct {
	By By
	// Path of the profile's field that holds the value, for example
	// spec.registry.replicas.
	Path string
	// Reason for the value if the profile does not set it; empty for a static
	// default.
	Reason string
}
