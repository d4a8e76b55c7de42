package plan

import (
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// warning returns the warning about a field of an object that changes from a to b,
// empty if none applies. Nil means that the field has no value.
func warning(current object, path string, a, b any) string {
	switch kind := current.kind; {
	case kind == openshift.ExternalSecret:
		return "changes the credentials or their source; the operator replaces the pods when the Secret changes"
	case kind == openshift.PersistentVolumeClaim && a != nil && b != nil && strings.HasPrefix(path, "spec."):
		return claim(path, a, b)
	case kind == openshift.Config && path == "spec.storage.managementState" && b == openshift.Managed:
		return "the operator manages the storage: it changes the settings of the storage, and deletes the storage with all images when the registry is removed"
	case kind == openshift.Image && path == "spec.additionalTrustedCA.name" && a != nil:
		return "the nodes lose the CAs of the previous ConfigMap, and no longer pull from the registries whose CA the new one does not contain"
	case kind == openshift.ImagePruner && current.values["spec.suspend"] != true && prunesMore(path, a, b):
		return "the next run of the pruner deletes images that it retained before; they cannot be restored"
	}
	return ""
}

func claim(path string, a, b any) string {
	switch {
	case path != "spec.resources.requests.storage":
		return "is immutable: only the size of a claim can change, and the API server rejects any other change; use a claim with another name"
	case less(b, a):
		return "cannot shrink: the API server rejects it; use a claim with another name"
	}
	return ""
}

// prunesMore reports whether a changed field makes the pruner delete more images.
// A field without a value has the default of the operator.
func prunesMore(path string, a, b any) bool {
	defaults := map[string]any{"spec.keepTagRevisions": openshift.KeepTagRevisions, "spec.keepYoungerThanDuration": openshift.KeepYoungerThan}
	preset, known := defaults[path]
	if a == nil {
		a = preset
	}
	if b == nil {
		b = preset
	}
	return known && less(b, a) || path == "spec.suspend" && a == true && b != true
}

// less compares durations, quantities and numbers. It returns false for any other
// value.
func less(a, b any) bool {
	x, y := fmt.Sprint(a), fmt.Sprint(b)
	if one, err := time.ParseDuration(x); err == nil {
		if other, err := time.ParseDuration(y); err == nil {
			return one < other
		}
	}
	one, err := resource.ParseQuantity(x)
	if err != nil {
		return false
	}
	other, err := resource.ParseQuantity(y)
	return err == nil && one.Cmp(other) < 0
}
