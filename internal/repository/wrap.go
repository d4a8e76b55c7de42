package repository

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// wrapper describes a kind whose objects embed manifests.
type wrapper struct {
	group, kind string
	// path of the list of manifests.
	path []string
	// field of an element that contains the manifest; empty if the element is it.
	field string
}

// wrappers list the kinds that embed manifests: policies and work of Advanced
// Cluster Management, sync sets of Hive, and templates of OpenShift.
var wrappers = []wrapper{
	{"policy.open-cluster-management.io", "Policy", []string{"spec", "policy-templates"}, "objectDefinition"},
	{"policy.open-cluster-management.io", "ConfigurationPolicy", []string{"spec", "object-templates"}, "objectDefinition"},
	{"work.open-cluster-management.io", "ManifestWork", []string{"spec", "workload", "manifests"}, ""},
	{"work.open-cluster-management.io", "ManifestWorkReplicaSet", []string{"spec", "manifestWorkTemplate", "workload", "manifests"}, ""},
	{"hive.openshift.io", "SyncSet", []string{"spec", "resources"}, ""},
	{"hive.openshift.io", "SelectorSyncSet", []string{"spec", "resources"}, ""},
	{"template.openshift.io", "Template", []string{"objects"}, ""},
	{"", "Template", []string{"objects"}, ""},
}

// wraps reports whether objects of a kind embed manifests.
func wraps(group, kind string) bool {
	return slices.ContainsFunc(wrappers, func(w wrapper) bool { return w.group == group && w.kind == kind })
}

// embedded is a manifest inside another object.
type embedded struct {
	node *yaml.RNode
	path string // of the manifest in the outermost object
}

// unwrap returns the manifests that an object embeds, at any depth. Templates as
// text are not manifests, and neither is what a policy forbids, nor the status of an
// object for which a policy waits.
func unwrap(object *yaml.RNode) []embedded {
	i := slices.IndexFunc(wrappers, func(w wrapper) bool {
		return object.GetKind() == w.kind && openshift.GroupOf(object.GetApiVersion()) == w.group
	})
	if i < 0 {
		return nil
	}
	w := wrappers[i]
	list, err := object.Pipe(yaml.Lookup(w.path...))
	if err != nil || list == nil || list.YNode().Kind != yaml.SequenceNode {
		return nil
	}
	return w.elements(list, strings.Join(w.path, "."))
}

// elements returns the manifests in a list.
func (w wrapper) elements(list *yaml.RNode, path string) []embedded {
	var found []embedded
	for i, element := range list.Content() {
		node, path := yaml.NewRNode(element), fmt.Sprintf("%s[%d]", path, i)
		if w.field != "" {
			if forbids(node) {
				continue
			}
			field := fieldOf(node, w.field)
			if field == nil {
				continue
			}
			node, path = field, path+"."+w.field
		}
		if node.YNode().Kind != yaml.MappingNode || decode.Object(node.YNode()) != nil || !manifest(node) || generators.OnlyStatus(node) {
			continue
		}
		inner := unwrap(node)
		if len(inner) == 0 {
			found = append(found, embedded{node, path})
		}
		for _, e := range inner {
			found = append(found, embedded{e.node, path + "." + e.path})
		}
	}
	return found
}

// forbids reports whether a template of a policy describes an object that must not
// exist.
func forbids(template *yaml.RNode) bool {
	kind := fieldOf(template, "complianceType")
	return kind != nil && strings.EqualFold(yaml.GetValue(kind), "mustnothave")
}

// manifest reports whether a map is a Kubernetes object and not, for example, a
// patch of a SyncSet.
func manifest(node *yaml.RNode) bool {
	return node.GetKind() != "" && node.GetApiVersion() != "" && fieldOf(node, "patchType") == nil && fieldOf(node, "applyMode") == nil
}

// fieldOf returns the value of a field of a map, or nil.
func fieldOf(node *yaml.RNode, name string) *yaml.RNode {
	if node.YNode() == nil || node.YNode().Kind != yaml.MappingNode {
		return nil
	}
	field := node.Field(name)
	if field == nil {
		return nil
	}
	return field.Value
}

// ours reports whether an object belongs to our API group, and is not only a
// reference to it.
func ours(object *yaml.RNode) bool {
	kind := object.GetKind()
	return openshift.GroupOf(object.GetApiVersion()) == v1alpha1.Group ||
		object.GetApiVersion() == "" && (kind == v1alpha1.Kind || kind == v1alpha1.PolicyKind)
}

// rawManifests returns the manifests in the text of a policy, with their lines in the
// file. It returns false if the cluster must render the text first.
func rawManifests(text *yaml.Node) ([]embedded, bool) {
	if strings.Contains(text.Value, "{{") {
		return nil, false
	}
	p := parseText([]byte(text.Value), all)
	var found []embedded
	for _, document := range p.documents {
		if document.YNode().Kind == yaml.SequenceNode {
			shift(document.YNode(), text.Line)
			found = append(found, wrappers[1].elements(document, "")...)
		}
	}
	return found, p.err == nil
}

// rawTemplates returns the texts of policies from which the cluster generates
// manifests. Those that the function has generated repeat fields of manifests.
func rawTemplates(object *yaml.RNode) []*yaml.Node {
	if mark, marked := provenance.MarkOf(object); marked && mark.Created {
		return nil
	}
	if openshift.GroupOf(object.GetApiVersion()) != wrappers[0].group {
		return nil
	}
	var texts []*yaml.Node
	if raw, err := object.Pipe(yaml.Lookup("spec", "object-templates-raw")); err == nil && raw != nil && raw.YNode().Kind == yaml.ScalarNode {
		texts = append(texts, raw.YNode())
	}
	list, err := object.Pipe(yaml.Lookup(wrappers[0].path...))
	if err != nil || list == nil || list.YNode().Kind != yaml.SequenceNode {
		return texts
	}
	for _, element := range list.Content() {
		if inner := fieldOf(yaml.NewRNode(element), wrappers[0].field); inner != nil && decode.Object(inner.YNode()) == nil {
			texts = append(texts, rawTemplates(inner)...)
		}
	}
	return texts
}

// patchesOf returns which objects of the registry a sync set of Hive patches. A patch
// changes the object on the cluster, which is not known. Sync sets that the function has
// generated are known.
func patchesOf(object *yaml.RNode) []string {
	if openshift.GroupOf(object.GetApiVersion()) != "hive.openshift.io" || !wraps("hive.openshift.io", object.GetKind()) {
		return nil
	}
	if mark, marked := provenance.MarkOf(object); marked && mark.Created {
		return nil
	}
	list, err := object.Pipe(yaml.Lookup("spec", "patches"))
	if err != nil || list == nil || list.YNode().Kind != yaml.SequenceNode {
		return nil
	}
	var reasons []string
	for _, element := range list.Content() {
		patch := yaml.NewRNode(element)
		if decode.Object(element) != nil {
			continue
		}
		text := func(name string) string { return yaml.GetValue(fieldOf(patch, name)) }
		if mentions([]byte("apiVersion: " + text("apiVersion") + "\nkind: " + text("kind") + "\n")).kind {
			reasons = append(reasons, fmt.Sprintf("%s patches %s/%s on the cluster", v1alpha1.ObjectName(object), text("kind"), text("name")))
		}
	}
	return reasons
}
