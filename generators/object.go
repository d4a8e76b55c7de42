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

// Object is a desired object.
type Object struct {
	Kind            schema.GroupVersionKind
	Namespace, Name string
	Fields          []Field
	// Step is the name of the step to which the object belongs. The objects of a
	// step must be applied from a separate folder, before all other objects. It is
	// empty for objects without a step.
	Step string
}

// Field is a desired value: a scalar, a list or an empty map.
type Field struct {
	// Path of the field in the object.
	Path []string
	// Value as encoding/json would decode it.
	Value any
	// Words reports that the value is a comma-separated list, whose elements are
	// added to an existing list one by one.
	Words bool
	// Absent fields must be removed. They have no value.
	Absent bool
	// Origin describes why the field has its value.
	Origin v1alpha1.Origin
}

// newObject returns an object without fields. The namespace of a cluster-scoped
// object is empty.
func newObject(kind schema.GroupVersionKind, namespace, name string) *Object {
	return &Object{Kind: kind, Namespace: namespace, Name: name}
}

// set adds the value of a decision, if it is set, as the field at path. The
// fields of a map become separate fields, so that other fields of the same map
// remain unchanged.
func set[T any](o *Object, d desired.Decision[T], path ...string) {
	if d.Set {
		o.add(path, jsonValue(d.Value), d.Origin)
	}
}

// drop adds a field that must be absent.
func (o *Object) drop(reason string, path ...string) {
	o.Fields = append(o.Fields, Field{Path: path, Absent: true, Origin: v1alpha1.Origin{Reason: reason}})
}

// fixed adds a value that depends only on the kind of the object.
func (o *Object) fixed(value any, reason string, path ...string) {
	o.add(path, jsonValue(value), resolve.Derived(v1alpha1.ByDefault, "", reason))
}

// jsonValue returns a value as encoding/json would decode it. It panics on a
// value that cannot be marshaled to JSON, which decisions never contain.
func jsonValue(value any) any {
	switch v := value.(type) { // most values; avoids marshaling
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

// MarkCreated annotates the object as generated for a profile.
func (o *Object) MarkCreated(profile string) {
	mark := provenance.Mark{Profile: profile, Created: true, ID: o.ID()}
	o.fixed(mark.String(), "", "metadata", "annotations", openshift.ProvenanceAnnotation)
}

// FileName returns <kind>_[<namespace>_]<name>.yaml in lowercase. A colon is
// replaced by a hyphen: names of RBAC objects can contain colons, and some file
// systems reject them.
func (o *Object) FileName() string {
	parts := []string{o.Kind.Kind}
	if o.Namespace != "" {
		parts = append(parts, o.Namespace)
	}
	name := strings.Join(append(parts, o.Name), "_") + ".yaml"
	return strings.ReplaceAll(strings.ToLower(name), ":", "-")
}

// ID returns the name of the object in the format of the provenance annotation.
func (o *Object) ID() string { return o.Kind.Kind + "/" + o.Namespace + "/" + o.Name }

// Document returns the object as a YAML document, formatted as kustomize
// formats it. If a field is added twice, the first value is used.
func (o *Object) Document() ([]byte, error) { return yamlv2.Marshal(withIntegers(o.Content())) }

// withIntegers converts numbers without a fraction to integers. It avoids the
// conversion to JSON text with which sigs.k8s.io/yaml does the same.
func withIntegers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = withIntegers(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = withIntegers(item)
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
// fields that must be absent.
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

// FromNode returns an object with the fields of a manifest.
func FromNode(node *yaml.RNode) *Object {
	kind := schema.FromAPIVersionAndKind(node.GetApiVersion(), node.GetKind())
	o := newObject(kind, node.GetNamespace(), node.GetName())
	plain, err := decode.Plain(node.YNode())
	content, _ := plain.(map[string]any)
	if err != nil {
		return o // too many aliases; kustomize resolves them
	}
	for _, key := range slices.Sorted(maps.Keys(content)) {
		o.add([]string{key}, content[key], resolve.Derived(v1alpha1.ByManifest, "", ""))
	}
	return o
}
