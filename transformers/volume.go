package transformers

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// checkVolume returns an event if the list has another volume for the claim of a
// desired PersistentVolume, or reserves the desired one for another claim:
// Kubernetes binds a claim to one volume, and does not change the binding.
func checkVolume(nodes []*yaml.RNode, object *generators.Object) (Event, bool) {
	claim := desiredText(object, "claimRef", "name")
	for _, node := range nodes {
		if !isKind(node, openshift.PersistentVolume) {
			continue
		}
		ref := stanza(node, []string{"spec", "claimRef"})
		same := node.GetName() == object.Name
		switch {
		case same && ref["name"] != nil && !reservedFor(node, claim):
			return Event{Action: Invalid, Node: node, Field: "spec.claimRef",
				Reason: fmt.Sprintf("the volume is reserved for the claim %v/%v, not for %s/%s; set create.persistentVolume.name to the name of another volume, or correct claimRef", ref["namespace"], ref["name"], openshift.RegistryNamespace, claim)}, true
		case !same && reservedFor(node, claim):
			return Event{Action: Invalid, Node: node, Field: "metadata.name",
				Reason: fmt.Sprintf("this volume is reserved for the claim %s, and the profile generates another one, %s; set create.persistentVolume.name to %s, or remove this volume", claim, object.Name, node.GetName())}, true
		}
	}
	return Event{}, false
}

// reservedFor reports whether the claimRef of a PersistentVolume refers to a claim
// of the registry.
func reservedFor(node *yaml.RNode, claim string) bool {
	ref := stanza(node, []string{"spec", "claimRef"})
	return claim != "" && ref["name"] == claim && ref["namespace"] == openshift.RegistryNamespace
}
