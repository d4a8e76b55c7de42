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

// origins maps paths of a typed object, for example spec.volumeMode, to
// origins. An origin also applies to the fields below its path.
type origins map[string]resolve.Origin

// byDefault is the origin of a value that depends only on the kind of the
// object.
func byDefault(reason string) resolve.Origin {
	return resolve.Derived(v1alpha1.ByDefault, "", reason)
}

// typed returns the object with the fields that a Kubernetes type sets. It
// panics if a field has no origin. Origins of fields that are not set have no
// effect.
func typed(kind schema.GroupVersionKind, object metav1.Object, from origins) *Object {
	o := newObject(kind, object.GetNamespace(), object.GetName())
	content := jsonValue(object).(map[string]any)
	// Kubernetes types marshal an empty status, which the API server owns.
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
	fields, isMap := value.(map[string]any)
	maps.DeleteFunc(fields, func(_ string, field any) bool { return field == nil }) // pointers without omitempty
	if origin, known := from[strings.Join(path, ".")]; known {
		o.add(path, value, origin)
		return
	}
	if !isMap || len(fields) == 0 && len(path) > 0 {
		panic(o.ID() + ": no origin for " + strings.Join(path, "."))
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		o.flatten(append(slices.Clone(path), key), fields[key], from)
	}
}

// objectMeta returns the metadata of an object. The namespace of a
// cluster-scoped object is empty.
func objectMeta(namespace, name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: namespace, Name: name}
}
