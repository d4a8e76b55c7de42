package validators

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

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
	// object is the content without placeholders, and written the content as it
	// is written.
	object
	written  map[string]any
	problems []crd.Problem
}

// object is a map as encoding/json decodes it.
type object map[string]any

// relevantKinds lists the kinds that rules inspect.
var relevantKinds = append([]schema.GroupVersionKind{
	schema.FromAPIVersionAndKind("v1", "Secret"),
	schema.FromAPIVersionAndKind("route.openshift.io/v1", "Route"),
	schema.FromAPIVersionAndKind("policy.open-cluster-management.io/v1", "Policy"),
	schema.FromAPIVersionAndKind("policy.open-cluster-management.io/v1", "ConfigurationPolicy"),
}, openshift.Kinds...)

var (
	secretKind  = relevantKinds[0]
	routeKind   = relevantKinds[1]
	policyKinds = relevantKinds[2:4] // of Advanced Cluster Management
)

// Concerns reports whether rules may apply to an object, or may learn from it
// about the cluster or its secrets. It compares the kind and ignores the version.
// For kinds that most applications use, it also inspects the text.
func Concerns(group, kind string, text []byte) bool {
	for _, k := range relevantKinds {
		if k.Kind == kind && k.Group == group {
			return !slices.Contains(commonKinds, k) || relevantText(text) || k == openshift.RoleBinding && GrantsImages(text) || slices.Contains(anywhereKinds, k) && !namespaced().Match(text) ||
				k == openshift.ConfigMap && bytes.Contains(text, []byte(certificateHeader))
		}
	}
	if bytes.Contains(text, []byte(openshift.CredentialsSecret)) || slices.Contains(factKinds, schema.GroupKind{Group: group, Kind: kind}) {
		return true
	}
	if mayCreateSecret(kind) {
		return relevantText(text) || !namespaced().Match(text)
	}
	return intendedVersion(group, kind) != "" || isOtherImage(group, kind) && namesImageField(text)
}

// GrantsImages reports whether a text may contain a binding that the rules about
// access report, although it does not name the registry.
func GrantsImages(text []byte) bool {
	contains := func(name string) bool { return bytes.Contains(text, []byte(name)) }
	if !contains(openshift.RoleBinding.Kind) {
		return false
	}
	everyone := contains(openshift.UnauthenticatedGroup) || contains(openshift.AnonymousUser) || slices.ContainsFunc(slices.Collect(maps.Keys(openshift.EveryoneGroups)), contains)
	return contains(openshift.RegistryEditor) || everyone && slices.ContainsFunc(openshift.ImageRoles, func(r openshift.ImageRole) bool { return contains(r.Name) })
}

// mayCreateSecret reports whether a controller may create a Secret for objects of
// a kind, such as Certificates of cert-manager, SealedSecrets and VaultStaticSecrets.
func mayCreateSecret(kind string) bool {
	return kind == "Certificate" || strings.Contains(kind, secretKind.Kind)
}

// namesImageField reports whether a text may set a field of image.config.
func namesImageField(text []byte) bool {
	return slices.ContainsFunc(openshift.ImageFields, func(name string) bool { return bytes.Contains(text, []byte(name)) })
}

// commonKinds lists the kinds that most applications use. Rules inspect only
// those objects that are in OpenShift's own namespaces, that name the API of the
// registry, or that have an annotation for a sync engine, and ConfigMaps with
// certificates.
var commonKinds = []schema.GroupVersionKind{
	routeKind, openshift.CronJob, openshift.Certificate, openshift.ConfigMap, openshift.Job, openshift.NetworkPolicy,
	openshift.Role, openshift.RoleBinding, openshift.ServiceAccount, policyKinds[0], policyKinds[1],
}

// anywhereKinds lists the common kinds that rules inspect also without a
// namespace, because the tool that applies an object may set it.
var anywhereKinds = []schema.GroupVersionKind{openshift.Certificate, openshift.ConfigMap, openshift.NetworkPolicy}

// namespaced matches the text of an object with a namespace.
var namespaced = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`namespace["']?\s*:`) })

// relevantText reports whether a text may name such a namespace or API, or
// contains an annotation for a sync engine.
func relevantText(text []byte) bool {
	if bytes.Contains(text, []byte(openshift.NamespacePrefix)) || bytes.Contains(text, []byte("imageregistry")) {
		return true
	}
	for prefix := range openshift.RetainAnnotations {
		if bytes.Contains(text, []byte(prefix)) {
			return true
		}
	}
	return false
}

// Kinds of objects that say something about the cluster, although no rule
// inspects them.
var (
	infrastructureKind     = schema.FromAPIVersionAndKind("config.openshift.io/v1", "Infrastructure")
	clusterSecretStoreKind = schema.FromAPIVersionAndKind("external-secrets.io/v1", "ClusterSecretStore")
	factKinds              = []schema.GroupKind{infrastructureKind.GroupKind(), clusterVersionKind.GroupKind(), aroKind.GroupKind(), clusterSecretStoreKind.GroupKind()}
)

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
				known, _ := withoutPlaceholders(content).(map[string]any)
				items = append(items, item{node: node, kind: kind, object: known, written: m})
			}
			break
		}
	}
	return items
}

// ofKind returns the manifests of the registry of a kind.
func (in input) ofKind(kind schema.GroupVersionKind) []item {
	return slices.Clip(in.byKind[kind])
}

// allOfKind returns the manifests of a kind, also those that are not the
// registry's.
func (in input) allOfKind(kind schema.GroupVersionKind) []item { return byKind(in.all)[kind] }

// byKind indexes manifests by kind, because most rules select by kind.
func byKind(items []item) map[schema.GroupVersionKind][]item {
	index := map[schema.GroupVersionKind][]item{}
	for _, it := range items {
		index[it.kind] = append(index[it.kind], it)
	}
	return index
}

// forEach runs a check on each manifest of the registry of a kind.
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

func (it item) name() string      { return it.text("metadata", "name") }
func (it item) namespace() string { return it.text("metadata", "namespace") }

// isIn reports whether an item is in a namespace. An item without a namespace can
// be in any: the tool that applies it sets the namespace.
func (it item) isIn(namespace string) bool {
	return it.namespace() == namespace || it.namespace() == ""
}

// isLive reports whether an item is a dump of an object of a cluster, and no
// manifest.
func (it item) isLive() bool { return IsLive(it.node) }

// inDump reports whether an item is of a dump, and not a dumped object among the
// manifests of a repository: a Secret that was exported to Git is still one in Git.
func (in input) inDump(it item) bool {
	return in.Profile == nil && it.isLive() && !slices.ContainsFunc(in.items, func(other item) bool { return !other.isLive() })
}

// IsLive reports whether an object is a dump of an object of a cluster, and no
// manifest: an API server or a controller has written a part of it.
func IsLive(node *yaml.RNode) bool {
	written := func(path ...string) bool {
		value, err := node.Pipe(yaml.Lookup(path...))
		return err == nil && !yaml.IsMissingOrNull(value)
	}
	return written("status") || written("metadata", "uid") || written("metadata", "resourceVersion") || written("metadata", "managedFields")
}

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

// has reports whether a field is set, also to an unknown value.
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
