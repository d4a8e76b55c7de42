package openshift

import "strings"

// Kind names one kind of object.
type Kind struct {
	APIVersion string // group/version, or the version alone for the core group
	Kind       string
	Namespaced bool
}

// The kinds that the function emits.
var (
	Config                = Kind{"imageregistry.operator.openshift.io/v1", "Config", false}
	PersistentVolumeClaim = Kind{"v1", "PersistentVolumeClaim", true}
	StorageClass          = Kind{"storage.k8s.io/v1", "StorageClass", false}
)

// Group returns the API group, empty for the core group.
func (k Kind) Group() string {
	group, _, found := strings.Cut(k.APIVersion, "/")
	if !found {
		return ""
	}
	return group
}
