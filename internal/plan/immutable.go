package plan

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

const rejected = "and the API server rejects any other value"

// immutable lists the fields, or the fields above them, that the API server does not
// change in an existing object (validation of k8s.io/kubernetes/pkg/apis).
var immutable = map[schema.GroupVersionKind][]string{
	openshift.StorageClass:       {"parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"},
	openshift.PersistentVolume:   {"spec.csi", "spec.local", "spec.nfs", "spec.nodeAffinity", "spec.volumeMode"},
	openshift.RoleBinding:        {"roleRef"},
	openshift.ClusterRoleBinding: {"roleRef"},
}

// fixed returns the warning about a field that cannot change from a to b in an
// existing object, empty if it can.
func fixed(kind schema.GroupVersionKind, path string, a, b any) string {
	switch {
	case kind == openshift.PersistentVolumeClaim && strings.HasPrefix(path, "spec."):
		return claim(path, a, b)
	case kind == openshift.PersistentVolume && path == "spec.nodeAffinity" && a == nil:
		return "" // the API server accepts an affinity where there is none
	case kind == openshift.ObjectBucketClaim && strings.HasPrefix(path, "spec.") && path != "spec.additionalConfig" && !strings.HasPrefix(path, "spec.additionalConfig."):
		return "cannot change in an existing claim, only spec.additionalConfig can; use a claim with another name"
	case slices.ContainsFunc(immutable[kind], func(field string) bool { return path == field || strings.HasPrefix(path, field+".") }):
		return "is immutable, " + rejected + "; delete the object first, or use another name"
	}
	return ""
}

// claim returns the warning about a field of a PersistentVolumeClaim.
func claim(path string, a, b any) string {
	switch {
	case path == "spec.resources.requests.storage" && a != nil && b != nil:
		if less(b, a) {
			return "cannot shrink: the API server rejects it; use a claim with another name"
		}
	case path == "spec.volumeName" && a == nil:
		return "names a volume: if the existing claim uses another volume, the API server rejects the change. Set the name of its volume, or use a claim with another name"
	case path == "spec.volumeMode" && (a == nil || b == nil) && (a == "Filesystem" || b == "Filesystem"):
	case a == nil && !strings.HasPrefix(path, "spec.selector") && !strings.HasPrefix(path, "spec.dataSource"):
		return "is immutable: an existing claim already has a value, for example the default class, " + rejected + ". Set the value of the existing claim, or use a claim with another name"
	case path != "spec.resources.requests.storage":
		return "is immutable: only the size of a claim can change, and the API server rejects any other change; use a claim with another name"
	}
	return ""
}
