package plan

import (
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// warning returns the level and the text of the effect of a field of an object that
// changes from a to b; the text is empty if the effect is an ordinary change. Nil means
// that the field has no value.
func warning(previous, current object, path string, a, b any) (Level, string) {
	switch kind := current.kind; {
	case kind == openshift.ExternalSecret && strings.HasPrefix(path, "spec."):
		return Warning, "changes the credentials or their source; the operator replaces the pods when the Secret changes"
	case kind == openshift.Certificate && strings.HasPrefix(path, "spec."):
		return Info, certificate(path)
	case kind == openshift.PersistentVolume && path == "spec.persistentVolumeReclaimPolicy" && b == string(corev1.PersistentVolumeReclaimDelete):
		return Warning, "Kubernetes deletes the volume together with its claim; a storage driver that manages the volume then deletes the images"
	case kind == openshift.ImagePruner && !suspended(current) && prunesMore(path, a, b):
		return Loss, nextRun
	case kind == openshift.Config:
		return config(previous, current, path, a, b)
	}
	return Warning, fixed(current.kind, path, a, b)
}

// config is warning for Config.
func config(previous, current object, path string, a, b any) (Level, string) {
	const nothing = "changes nothing until another field of the storage changes or the registry is removed"
	switch {
	case path == storageState && b == openshift.Managed && sameStorage(previous, current):
		return Warning, nothing + ". From then on, the operator changes the settings of the storage, and deletes the storage with all images when the registry is removed"
	case path == storageState && b == openshift.Managed:
		return Warning, "the operator manages the storage: it changes the settings of the storage, and deletes the storage with all images when the registry is removed"
	case path == storageState && b == openshift.Unmanaged && sameStorage(previous, current) && a != nil:
		return Info, nothing + ". From then on, the operator does not change the settings of the storage, and does not delete it when the registry is removed"
	case path == storageState && a == openshift.Unmanaged && b == nil && sameStorage(previous, current):
		return Warning, "is no longer set; if apply removes it, the operator deletes the storage with all images when the registry is removed"
	case path == registryState && b == openshift.Unmanaged:
		return Warning, "the operator ignores all other fields of Config from now on; running pods remain"
	case path == registryState && a == openshift.Unmanaged && b == openshift.Managed:
		return Info, "the operator applies all fields of Config again, also those that have changed in the meantime"
	case path == registryState && a == openshift.Removed && b == openshift.Managed:
		return Info, "the operator starts the registry"
	case path == "spec.readOnly" && b == true:
		return Warning, "every push fails while it is set, also the pushes of builds; pulls continue"
	case path == "spec.replicas" && show(b) == "0" && storageType(current) != emptyDir:
		return Warning, "stops all pods of the registry: pulls and pushes fail"
	}
	return "", ""
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
