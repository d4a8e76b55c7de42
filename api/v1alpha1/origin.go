package v1alpha1

// By tells who decided a value.
type By int

const (
	// ByProfile is a value that the profile sets.
	ByProfile By = iota
	// ByDefault is a default: it only fills a field that nobody else has set.
	ByDefault
	// ByBackend is the one value that the storage backend works with.
	ByBackend
)

// Origin tells where the value of an emitted field comes from.
type Origin struct {
	By By
	// Path of the profile's field that holds the value, for example
	// spec.registry.replicas.
	Path string
	// Reason for the value if the profile did not set it; empty for a plain
	// default.
	Reason string
}
