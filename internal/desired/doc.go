// Package desired decides what a profile comes to on the cluster: which objects,
// with which values, each with the reason for it. It knows nothing of YAML and
// of what stands in the repository already.
package desired
