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

// item is a manifest with its decoded content. The accessors return the zero
// value for a field of an unexpected type, because VE002 reports such a field.
type item struct {
	node *yaml.RNode
	kind schema.GroupVersionKind
	object
	problems []crd.Problem
}

// object is a map as encoding/json decodes it.
type object map[string]any

// relevantKinds lists the kinds that rules inspect.
var relevantKinds = append([]schema.GroupVersionKind{
	schema.FromAPIVersionAndKind("v1", "Secret"),
	schema.FromAPIVersionAndKind("route.openshift.io/v1", "Route"),
	schema.FromAPIVersionAndKind("batch/v1", "CronJob"),
}, openshift.Kinds...)

var (
	secretKind  = relevantKinds[0]
	routeKind   = relevantKinds[1]
	cronJobKind = relevantKinds[2]
)

// Concerns reports whether rules may apply to an object. It compares the kind
// and ignores the version. For kinds that most applications use, it also
// inspects the text.
func Concerns(group, kind string, text []byte) bool {
	for _, k := range relevantKinds {
		if k.Kind == kind && k.Group == group {
			return !slices.Contains(commonKinds, k) || relevantText(text)
		}
	}
	return false
}

// commonKinds lists the kinds that most applications use. Rules inspect only
// those objects that are in OpenShift's own namespaces or that have an
// annotation for a sync engine.
var commonKinds = []schema.GroupVersionKind{
	routeKind, cronJobKind, openshift.ConfigMap, openshift.Job, openshift.NetworkPolicy,
	openshift.Role, openshift.RoleBinding, openshift.ServiceAccount,
}

// relevantText reports whether a text may name such a namespace or contains an
// annotation for a sync engine.
func relevantText(text []byte) bool {
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

// decodeItems decodes the manifests whose kinds the rules inspect. It only
// reads the kind of all other manifests.
func decodeItems(nodes []*yaml.RNode) []item {
	var items []item
	for _, node := range nodes {
		for _, kind := range relevantKinds {
			if !isKind(node, kind) {
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

// ofKind returns the manifests of a kind.
func (in input) ofKind(kind schema.GroupVersionKind) []item {
	return slices.Clip(in.byKind[kind])
}

// indexByKind indexes the manifests by kind, because most rules select by kind.
func (in *input) indexByKind() {
	in.byKind = map[schema.GroupVersionKind][]item{}
	for _, it := range in.items {
		in.byKind[it.kind] = append(in.byKind[it.kind], it)
	}
}

// forEach runs a check on each manifest of a kind.
func forEach(kind schema.GroupVersionKind, check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.ofKind(kind) {
			found = append(found, check(in, it)...)
		}
		return found
	}
}

// at returns a diagnostic for a field of a manifest.
func (it item) at(path string, value any) []v1alpha1.Diagnostic {
	return []v1alpha1.Diagnostic{{Node: it.node, Field: path, Current: value}}
}

// managedByFunction reports whether the function generated or changed the
// manifest.
func (it item) managedByFunction() bool {
	_, ok := provenance.MarkOf(it.node)
	return ok
}

func (it item) name() string      { return it.node.GetName() }
func (it item) namespace() string { return it.node.GetNamespace() }

// value returns the value at a path, or nil.
func (o object) value(path ...string) any {
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

func (o object) has(path ...string) bool { return o.value(path...) != nil }

func (o object) text(path ...string) string {
	s, _ := o.value(path...).(string)
	return s
}

func (o object) flag(path ...string) bool {
	b, _ := o.value(path...).(bool)
	return b
}

func (o object) number(path ...string) (int, bool) {
	n, ok := o.value(path...).(float64)
	return int(n), ok
}

func (o object) list(path ...string) []any {
	l, _ := o.value(path...).([]any)
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
	m, _ := o.value(path...).(map[string]any)
	return m
}

// objects returns the elements of a list as maps. Other elements become nil.
func (o object) objects(path ...string) []object {
	list := o.list(path...)
	objects := make([]object, len(list))
	for i, v := range list {
		m, _ := v.(map[string]any)
		objects[i] = m
	}
	return objects
}
