package transformers

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// otherStore returns the event of a Config that changes to another store of the
// same type, and false if it does not. Another type is an error of the
// validators unless the profile asks for the change.
func otherStore(before, after *yaml.RNode) (Event, bool) {
	for _, kind := range openshift.StorageTypes {
		path := []string{"spec", "storage", kind.Key}
		from, to := stanza(before, path), stanza(after, path)
		if kind.Name == "" || from == nil || to == nil {
			continue
		}
		if kind.Key == "pvc" {
			useDefaultClaim(from)
			useDefaultClaim(to)
		}
		for _, name := range append([]string{kind.Name}, kind.Identity...) {
			if from[name] == nil || from[name] == to[name] {
				continue // a Config in Git can be incomplete
			}
			return Event{
				Action: Moved, Node: after, Field: "spec.storage." + kind.Key + "." + name, Before: from[name], After: to[name],
				Reason: "the registry uses another store, unless the cluster already uses it; images are not copied, and images that exist only in the old store can no longer be pulled",
			}, true
		}
	}
	return Event{}, false
}

// stanza returns the texts of a map that are not empty, or nil if it is absent.
func stanza(node *yaml.RNode, path []string) map[string]any {
	value, err := get(node.YNode(), path)
	fields, ok := value.(map[string]any)
	if err != nil || !ok {
		return nil
	}
	texts := map[string]any{}
	for key, value := range fields {
		if text, ok := value.(string); ok && text != "" {
			texts[key] = text
		}
	}
	return texts
}

// useDefaultClaim names the claim that the operator creates.
func useDefaultClaim(pvc map[string]any) {
	if pvc["claim"] == nil {
		pvc["claim"] = openshift.DefaultClaim
	}
}

// otherTrustedCA returns the event of an image.config that changes to another
// ConfigMap with CAs, and false if it does not.
func otherTrustedCA(before, after *yaml.RNode) (Event, bool) {
	path := []string{"spec", "additionalTrustedCA"}
	from, to := stanza(before, path)["name"], stanza(after, path)["name"]
	if from == nil || from == to {
		return Event{}, false
	}
	return Event{
		Action: Moved, Node: after, Field: "spec.additionalTrustedCA.name", Before: from, After: to,
		Reason: "the nodes lose the CAs of the other ConfigMap, and no longer pull from its registries; copy its CAs to the profile",
	}, true
}
