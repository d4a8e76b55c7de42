package validators

import (
	"bytes"
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// item is a manifest with its content decoded. Rules look fields up where they
// should be, and find nothing where they are of another type: what types there
// must be, VE002 says.
type item struct {
	node *yaml.RNode
	kind schema.GroupVersionKind
	object
	problems []crd.Problem
}

// object is a map as encoding/json decodes it.
type object map[string]any

// concerning lists the kinds that rules look at.
var concerning = append([]schema.GroupVersionKind{
	schema.FromAPIVersionAndKind("v1", "Secret"),
	schema.FromAPIVersionAndKind("route.openshift.io/v1", "Route"),
	schema.FromAPIVersionAndKind("batch/v1", "CronJob"),
}, openshift.Kinds...)

var (
	secretKind  = concerning[0]
	routeKind   = concerning[1]
	cronJobKind = concerning[2]
)

// Concerns reports whether rules may be about an object: by its kind, in
// whatever version, and for kinds that every application has by its text too.
func Concerns(group, kind string, text []byte) bool {
	for _, k := range concerning {
		if k.Kind == kind && k.Group == group {
			return !slices.Contains(everyday, k) || traced(text)
		}
	}
	return false
}

// everyday lists the kinds of which rules look only at objects in OpenShift's
// own namespaces, or at what sync engines read.
var everyday = []schema.GroupVersionKind{
	routeKind, cronJobKind, openshift.ConfigMap, openshift.Job, openshift.NetworkPolicy,
	openshift.Role, openshift.RoleBinding, openshift.ServiceAccount,
}

// traced reports whether a text could name such a namespace, or holds an
// annotation for a sync engine.
func traced(text []byte) bool {
	if bytes.Contains(text, []byte("openshift-")) {
		return true
	}
	for prefix := range openshift.RetainAnnotations {
		if bytes.Contains(text, []byte(prefix)) {
			return true
		}
	}
	return false
}

// decodeItems decodes the manifests that concern the rules; the others cost no
// more than a look at their kind.
func decodeItems(nodes []*yaml.RNode) []item {
	var items []item
	for _, node := range nodes {
		for _, kind := range concerning {
			if !is(node, kind) {
				continue
			}
			if content, err := decode.Plain(node.YNode()); err == nil {
				m, _ := content.(map[string]any)
				items = append(items, item{node: node, kind: kind, object: m})
			}
			break
		}
	}
	return items
}

// of returns the manifests of a kind.
func (in input) of(kind schema.GroupVersionKind) []item {
	return slices.Clip(in.byKind[kind])
}

// sort files the manifests by their kinds, for the rules ask often.
func (in *input) sort() {
	in.byKind = map[schema.GroupVersionKind][]item{}
	for _, it := range in.items {
		in.byKind[it.kind] = append(in.byKind[it.kind], it)
	}
}

// each looks at every manifest of a kind.
func each(kind schema.GroupVersionKind, check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.of(kind) {
			found = append(found, check(in, it)...)
		}
		return found
	}
}

// on is a finding at a field of a manifest.
func (it item) on(path string, value any) []v1alpha1.Diagnostic {
	return []v1alpha1.Diagnostic{{Node: it.node, Field: path, Current: value}}
}

// marked reports whether the function has touched the manifest.
func (it item) marked() bool {
	_, marked := provenance.MarkOf(it.node)
	return marked
}

func (it item) name() string      { return it.node.GetName() }
func (it item) namespace() string { return it.node.GetNamespace() }

// at returns the value at a path, nil if there is none.
func (o object) at(path ...string) any {
	var value any = map[string]any(o)
	for _, key := range path {
		m, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = m[key]
	}
	return value
}

func (o object) has(path ...string) bool { return o.at(path...) != nil }

func (o object) text(path ...string) string {
	s, _ := o.at(path...).(string)
	return s
}

func (o object) flag(path ...string) bool {
	b, _ := o.at(path...).(bool)
	return b
}

func (o object) number(path ...string) (int, bool) {
	n, ok := o.at(path...).(float64)
	return int(n), ok
}

func (o object) list(path ...string) []any {
	l, _ := o.at(path...).([]any)
	return l
}

func (o object) texts(path ...string) []string {
	var texts []string
	for _, v := range o.list(path...) {
		if s, ok := v.(string); ok {
			texts = append(texts, s)
		}
	}
	return texts
}

func (o object) dict(path ...string) object {
	m, _ := o.at(path...).(map[string]any)
	return m
}

// objects returns the maps of a list.
func (o object) objects(path ...string) []object {
	list := o.list(path...)
	objects := make([]object, len(list))
	for i, v := range list {
		m, _ := v.(map[string]any)
		objects[i] = m
	}
	return objects
}
