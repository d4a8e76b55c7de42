package generators

import (
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// origins tells where the fields of a typed object come from, by their paths,
// for example spec.volumeMode. An origin also covers the fields below its path.
type origins map[string]resolve.Origin

// because is the origin of a value that follows from the object's kind alone.
func because(reason string) resolve.Origin {
	return resolve.Derived(v1alpha1.ByDefault, "", reason)
}

// typed returns the object with the fields that a Kubernetes type sets. Each of
// them needs an origin; typed panics if one has none. Origins of fields that
// are not set have no effect.
func typed(kind schema.GroupVersionKind, object metav1.Object, from origins) *Object {
	o := newObject(kind, object.GetNamespace(), object.GetName())
	content := plain(object).(map[string]any)
	// Kubernetes types marshal an empty status. The API server owns it.
	delete(content, "status")
	metadata := content["metadata"].(map[string]any)
	delete(metadata, "name")
	delete(metadata, "namespace")
	if len(metadata) == 0 {
		delete(content, "metadata")
	}
	o.flatten(nil, content, from)
	return o
}

func (o *Object) flatten(path []string, value any, from origins) {
	if origin, known := from[strings.Join(path, ".")]; known {
		o.add(path, value, origin)
		return
	}
	fields, isMap := value.(map[string]any)
	if !isMap || len(fields) == 0 && len(path) > 0 {
		panic(o.ID() + ": no origin for " + strings.Join(path, "."))
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		o.flatten(append(slices.Clone(path), key), fields[key], from)
	}
}

// named is the metadata of an object. The namespace of a cluster-scoped one is
// empty.
func named(namespace, name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: namespace, Name: name}
}

// before marks an object of the step that comes before the others.
func before(o *Object) *Object {
	o.Step = "storage-change"
	return o
}
