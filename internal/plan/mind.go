package plan

import (
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// mind says what to mind when a field of an object changes from one value to
// another, of which either may be nil; nothing if there is nothing to mind.
func mind(is object, path string, a, b any) string {
	switch kind := is.kind; {
	case kind == openshift.ExternalSecret:
		return "changes the credentials or where they come from; the pods are replaced when the secret has others"
	case kind == openshift.PersistentVolumeClaim && a != nil && b != nil && strings.HasPrefix(path, "spec."):
		return claim(path, a, b)
	case kind == openshift.Config && path == "spec.storage.managementState" && b == openshift.Managed:
		return "gives the storage to the operator, which changes its settings, and deletes it with all images when the registry is removed"
	case kind == openshift.ImagePruner && is.values["spec.suspend"] != true && prunesMore(path, a, b):
		return "lets the pruner delete images that were kept so far, from its next run on; they cannot be brought back"
	}
	return ""
}

func claim(path string, a, b any) string {
	switch {
	case path != "spec.resources.requests.storage":
		return "cannot change: of a claim only the size can, and the API server refuses the rest; make a claim with another name"
	case less(b, a):
		return "cannot shrink: the API server refuses it; make a claim with another name"
	}
	return ""
}

// prunesMore reports whether a field of the pruner lets it delete more. What is
// not set has the operator's default.
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

// less compares durations, quantities and numbers. What is neither is not less.
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
