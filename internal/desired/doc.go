// Package desired computes the desired state of a profile: the objects, their
// values and the origin of each value. It is independent of YAML and of the
// existing manifests.
package desired
