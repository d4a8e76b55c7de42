package generators

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Hub returns the objects of a hub cluster that apply the objects of a cluster, or
// nil if the tool of the profile applies them directly. The profile must be valid.
// contents are the objects as
// encoding/json would decode them. They are not changed, and their order has no
// effect.
func Hub(profile *v1alpha1.RegistryProfile, contents []map[string]any) []*Object {
	d := resolve.WithDefaults(profile).Spec.Delivery
	if !resolve.OnHub(d.Tool) {
		return nil
	}
	h := hub{delivery: d}
	for _, content := range contents {
		h.objects = append(h.objects, newEmbedded(content))
	}
	slices.SortStableFunc(h.objects, func(a, b embedded) int {
		return cmp.Or(cmp.Compare(a.step(), b.step()), cmp.Compare(a.kind.Kind, b.kind.Kind), cmp.Compare(a.id, b.id))
	})
	if d.Tool == v1alpha1.ACM {
		return h.policy()
	}
	return h.syncSet()
}

// hub generates the objects of a hub.
type hub struct {
	delivery v1alpha1.Delivery
	objects  []embedded // in the order in which they are applied
}

// embedded is an object of a cluster inside an object of a hub.
type embedded struct {
	kind    schema.GroupVersionKind
	id      string
	content map[string]any
}

func newEmbedded(content map[string]any) embedded {
	content = maps.Clone(content)
	delete(content, "status")
	metadata, _ := content["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	namespace, _ := metadata["namespace"].(string)
	if annotations, ok := metadata["annotations"].(map[string]any); ok {
		annotations = maps.Clone(annotations)
		maps.DeleteFunc(annotations, func(key string, _ any) bool { return OfHost(key) })
		metadata = maps.Clone(metadata)
		metadata["annotations"] = annotations
		if len(annotations) == 0 {
			delete(metadata, "annotations")
		}
		content["metadata"] = metadata
	}
	version, _ := content["apiVersion"].(string)
	kind, _ := content["kind"].(string)
	return embedded{schema.FromAPIVersionAndKind(version, kind), namespace + "/" + name, content}
}

// wave returns the sync wave of the object.
func (e embedded) wave() int {
	namespace, name, _ := strings.Cut(e.id, "/")
	return Wave(newObject(e.kind, namespace, name))
}

// step returns the position of the object: Config follows the other objects of its
// wave, such as its claim.
func (e embedded) step() int {
	step := 2 * e.wave()
	if e.kind == openshift.Config {
		step++
	}
	return step
}

// OfHost reports whether an annotation records the file or the position of an object
// for the host of the function.
func OfHost(annotation string) bool {
	return strings.HasPrefix(annotation, "internal.config.kubernetes.io/") || strings.HasPrefix(annotation, "config.k8s.io/") ||
		//lint:ignore SA1019 hosts still write the legacy annotations
		slices.Contains([]string{kioutil.LegacyPathAnnotation, kioutil.LegacyIndexAnnotation, kioutil.LegacyIdAnnotation}, annotation)
}

// field adds a field that the profile sets.
func (h hub) field(o *Object, profile string, value any, path ...string) {
	o.Fields = append(o.Fields, Field{Path: path, Value: jsonValue(value), Origin: v1alpha1.Origin{By: v1alpha1.ByProfile, Path: profile}})
}

// hubKinds are the kinds that Hub generates.
var hubKinds = []schema.GroupVersionKind{openshift.Placement, openshift.PlacementBinding, openshift.Policy, openshift.SelectorSyncSet, openshift.SyncSet}

// OfHub reports whether Hub generates objects of the kind of a manifest.
func OfHub(node *yaml.RNode) bool {
	return IsHubKind(openshift.GroupOf(node.GetApiVersion()), node.GetKind())
}

// IsHubKind reports whether Hub generates objects of a kind, in any version.
func IsHubKind(group, kind string) bool {
	return slices.ContainsFunc(hubKinds, func(k schema.GroupVersionKind) bool { return k.Group == group && k.Kind == kind })
}

// Embedded returns the objects of a cluster that an object of a hub contains: those
// of a Policy, a SyncSet or a SelectorSyncSet, in their order. It skips the checks of
// a status and the templates of a Policy. The nodes are those of the object.
func Embedded(node *yaml.RNode) []*yaml.RNode {
	switch node.GetKind() {
	case openshift.Policy.Kind:
		return embeddedInPolicy(node)
	case openshift.SyncSet.Kind, openshift.SelectorSyncSet.Kind:
		return append(elements(node, "spec", "resources"), embeddedInPatches(node)...)
	}
	return nil
}

// elements returns the maps in a list.
func elements(node *yaml.RNode, path ...string) []*yaml.RNode {
	list, err := node.Pipe(yaml.Lookup(path...))
	if err != nil || list == nil || list.YNode().Kind != yaml.SequenceNode {
		return nil
	}
	var maps []*yaml.RNode
	for _, element := range list.Content() {
		if element.Kind == yaml.MappingNode {
			maps = append(maps, yaml.NewRNode(element))
		}
	}
	return maps
}
