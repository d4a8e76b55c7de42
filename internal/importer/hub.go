package importer

import (
	"fmt"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// fromHub replaces the objects of a hub, such as a Policy, by the objects of the
// cluster in them, and returns spec.delivery, nil without any. Objects of a hub
// beside the Config of a cluster are not read: the cluster can be a hub itself.
func fromHub(nodes []*yaml.RNode, files map[*yaml.RNode]string) ([]*yaml.RNode, tree) {
	if slices.ContainsFunc(nodes, isConfig) {
		return nodes, nil
	}
	var delivery tree
	var all []*yaml.RNode
	for _, node := range nodes {
		inner := generators.Embedded(node)
		if !generators.OfHub(node) || node.GetKind() != openshift.Placement.Kind && node.GetKind() != openshift.PlacementBinding.Kind && len(inner) == 0 {
			all = append(all, node)
			continue
		}
		if slices.ContainsFunc(inner, isConfig) {
			delivery = deliveryOf(node, nodes)
		}
		for _, object := range inner {
			if files != nil {
				files[object] = files[node]
			}
			all = append(all, object)
		}
	}
	if delivery == nil {
		return nodes, nil
	}
	return all, delivery
}

func isConfig(node *yaml.RNode) bool {
	return node.GetKind() == openshift.Config.Kind && openshift.GroupOf(node.GetApiVersion()) == openshift.Config.Group
}

// deliveryOf returns spec.delivery for the object that contains the Config.
func deliveryOf(node *yaml.RNode, nodes []*yaml.RNode) tree {
	name := node.GetName()
	switch node.GetKind() {
	case openshift.Policy.Kind:
		acm := tree{"namespace": node.GetNamespace(), "policyName": name}
		if action := text(plain(node), "spec", "remediationAction"); action == "inform" || action == "Inform" {
			acm["remediationAction"] = "inform"
		}
		placement(acm, name, nodes)
		return tree{"tool": v1alpha1.ACM, "acm": acm}
	case openshift.SelectorSyncSet.Kind:
		return tree{"tool": v1alpha1.Hive, "hive": tree{"name": name, "clusterDeploymentSelector": at(plain(node), "spec", "clusterDeploymentSelector", "matchLabels")}}
	}
	hive := tree{"name": name, "namespace": node.GetNamespace()}
	if refs, _ := at(plain(node), "spec", "clusterDeploymentRefs").([]any); len(refs) == 1 {
		hive["clusterDeployment"] = text(refs[0], "name")
	}
	return tree{"tool": v1alpha1.Hive, "hive": hive}
}

// placement sets the Placement of a Policy, or its labels if the profile generates
// the Placement.
func placement(acm tree, policy string, nodes []*yaml.RNode) {
	named := func(kind, name string) tree {
		i := slices.IndexFunc(nodes, func(node *yaml.RNode) bool {
			return node.GetKind() == kind && node.GetName() == name && node.GetNamespace() == acm["namespace"]
		})
		if i < 0 {
			return nil
		}
		return plain(nodes[i])
	}
	for _, node := range nodes {
		if node.GetKind() != openshift.PlacementBinding.Kind || node.GetNamespace() != acm["namespace"] {
			continue
		}
		binding := plain(node)
		subjects, _ := binding["subjects"].([]any)
		if !slices.ContainsFunc(subjects, func(s any) bool { return text(s, "kind") == openshift.Policy.Kind && text(s, "name") == policy }) {
			continue
		}
		name := text(binding, "placementRef", "name")
		predicates, _ := at(named(openshift.Placement.Kind, name), "spec", "predicates").([]any)
		if len(predicates) == 1 && name == "placement-"+policy {
			if labels, ok := at(predicates[0], "requiredClusterSelector", "labelSelector", "matchLabels").(tree); ok {
				acm["clusterSelector"] = labels
				return
			}
		}
		acm["placement"] = name
		return
	}
}

func plain(node *yaml.RNode) tree {
	content, err := decode.Plain(node.YNode())
	if err != nil {
		return nil
	}
	fields, _ := content.(tree)
	return fields
}

// delivered sets spec.delivery, unless the objects do not state all of it.
func (r renderer) delivered(spec, delivery tree) []string {
	if delivery == nil {
		return nil
	}
	spec["delivery"] = delivery
	node := yaml.NewRNode(profileNode(r.name, spec))
	_, found := asApplied.Render(node)
	if !v1alpha1.HasErrors(found) {
		return nil
	}
	delete(spec, "delivery")
	return []string{fmt.Sprintf("%s: %s: %s; the profile has no spec.delivery, set its tool to %s", provenance.NameOf(provenance.IDOf(node)), found[0].Field, found[0].Message, delivery["tool"])}
}
