package generators

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	yamlv2 "go.yaml.in/yaml/v2"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Object is a wanted object.
type Object struct {
	Kind            schema.GroupVersionKind
	Namespace, Name string
	Fields          []Field
	// Step names the step that the object belongs to, if it must be applied from
	// a folder of its own, before the others.
	Step string
}

// Field is one wanted value: a scalar, a list or an empty map.
type Field struct {
	// Path of the field in the object.
	Path []string
	// Value as encoding/json would decode it.
	Value any
	// Absent fields are wanted gone. They have no value.
	Absent bool
	// Origin tells where the value comes from.
	Origin v1alpha1.Origin
}

// newObject returns an object without fields. The namespace of a cluster-scoped one
// is empty.
func newObject(kind schema.GroupVersionKind, namespace, name string) *Object {
	return &Object{Kind: kind, Namespace: namespace, Name: name}
}

// set adds the decision, if it was made, as the field at path. The fields of
// a map become fields of their own, so that others of the same map are left
// alone.
func set[T any](o *Object, d desired.Decision[T], path ...string) {
	if d.Made {
		o.add(path, plain(d.Value), d.Origin)
	}
}

// drop adds a field that shall not be there.
func (o *Object) drop(reason string, path ...string) {
	o.Fields = append(o.Fields, Field{Path: path, Absent: true, Origin: v1alpha1.Origin{Reason: reason}})
}

// fixed adds a value that follows from the object's kind alone.
func (o *Object) fixed(value any, reason string, path ...string) {
	o.add(path, plain(value), resolve.Derived(v1alpha1.ByDefault, "", reason))
}

// plain is a value as encoding/json would decode it. It panics on a value that
// is no JSON: every value that is decided is.
func plain(value any) any {
	switch v := value.(type) { // most values, without the way over JSON
	case string, bool:
		return v
	case int32:
		return float64(v)
	}
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		panic(err)
	}
	return out
}

func (o *Object) add(path []string, value any, origin resolve.Origin) {
	entries, isMap := value.(map[string]any)
	if !isMap || len(entries) == 0 {
		o.Fields = append(o.Fields, Field{Path: path, Value: value, Origin: origin.Origin})
		return
	}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		o.add(append(slices.Clone(path), key), entries[key], origin.Child(key))
	}
}

// MarkCreated annotates the object as made for a profile.
func (o *Object) MarkCreated(profile string) {
	mark := provenance.Mark{Profile: profile, Created: true, ID: o.ID()}
	o.fixed(mark.String(), "", "metadata", "annotations", openshift.ProvenanceAnnotation)
}

// FileName is <kind>_[<namespace>_]<name>.yaml in lower case. A colon, which
// names of RBAC objects may hold and some file systems refuse, becomes a
// hyphen.
func (o *Object) FileName() string {
	parts := []string{o.Kind.Kind}
	if o.Namespace != "" {
		parts = append(parts, o.Namespace)
	}
	name := strings.Join(append(parts, o.Name), "_") + ".yaml"
	return strings.ReplaceAll(strings.ToLower(name), ":", "-")
}

// ID names the object as the provenance annotation does.
func (o *Object) ID() string { return o.Kind.Kind + "/" + o.Namespace + "/" + o.Name }

// Document returns the object as a YAML document, in the form that kustomize
// gives it. A field that is added twice has its first value.
func (o *Object) Document() ([]byte, error) { return yamlv2.Marshal(whole(o.Content())) }

// whole turns numbers without a fraction into integers. (It spares the way over
// JSON text that sigs.k8s.io/yaml would take to do so.)
func whole(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = whole(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = whole(item)
		}
		return out
	case float64:
		if n := int64(v); float64(n) == v {
			return n
		}
	}
	return value
}

// Node returns the object as a YAML node.
func (o *Object) Node() *yaml.RNode { return yaml.NewRNode(decode.Node(o.Content())) }

// Content returns the object as encoding/json would decode it, without the
// fields that are wanted gone.
func (o *Object) Content() map[string]any {
	root := map[string]any{}
	put(root, []string{"apiVersion"}, o.Kind.GroupVersion().String())
	put(root, []string{"kind"}, o.Kind.Kind)
	put(root, []string{"metadata", "name"}, o.Name)
	if o.Namespace != "" {
		put(root, []string{"metadata", "namespace"}, o.Namespace)
	}
	for _, f := range o.Fields {
		if f.Absent {
			continue
		}
		put(root, f.Path, f.Value)
	}
	return root
}

func put(m map[string]any, path []string, value any) {
	if len(path) > 1 {
		child, ok := m[path[0]].(map[string]any)
		if !ok {
			child = map[string]any{}
			m[path[0]] = child
		}
		put(child, path[1:], value)
	} else if _, set := m[path[0]]; !set {
		m[path[0]] = value
	}
}
