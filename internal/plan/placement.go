package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

const nodeSelector = "spec.nodeSelector"

// placement returns the effect of another node selector on the pods of the
// registry. It replaces the effects on the single labels.
func (c change) placement() []Effect {
	previous, current := c.configs()
	from, to := labels(previous), labels(current)
	if !runs(previous) || !runs(current) || maps.Equal(from, to) {
		return nil
	}
	e := Effect{Level: Info, Object: current.id, Field: nodeSelector, Old: shown(from), New: shown(to),
		Text: "the pods can run on every node whose taints they tolerate"}
	if len(to) > 0 {
		e.Text = fmt.Sprintf("the pods move to nodes with %s. A new pod stays Pending if no such node has room for it, or if the nodes have a taint that spec.tolerations does not tolerate", names(to))
	}
	if c.onOneNode(current) && len(to) > 0 {
		e.Level = Warning
		e.Text += ". The volume of a ReadWriteOnce claim can be bound to a node or a zone: without a selected node there, the pod stays Pending and the registry is unavailable. Compare the topology of the PersistentVolume with the labels of the nodes first"
	}
	if _, spread := current.values["spec.topologySpreadConstraints"]; len(from) == 0 && !spread {
		e.Text += ". With a node selector, the operator no longer sets its topology spread constraints; set " + c.remedy("spec.registry.spread", "spec.topologySpreadConstraints") + " to spread the pods"
	}
	return []Effect{e}
}

// onOneNode reports whether only one node can mount the volume of a Config.
// Without its claim among the manifests, the rollout strategy tells.
func (c change) onOneNode(config object) bool {
	name := claimOf(config)
	if name == "" {
		return false
	}
	claim := of(c.after, openshift.PersistentVolumeClaim.Kind, openshift.RegistryNamespace, name)
	if modes, known := claim.values["spec.accessModes"].([]any); known {
		return !slices.Contains(modes, any("ReadWriteMany"))
	}
	return config.values["spec.rolloutStrategy"] == openshift.Recreate
}

// labels returns the node selector of a Config.
func labels(config object) map[string]string {
	found := map[string]string{}
	for path, value := range config.values {
		if label, ok := strings.CutPrefix(path, nodeSelector+"."); ok {
			found[label] = fmt.Sprint(value)
		}
	}
	return found
}

// shown returns a node selector as the value of an effect.
func shown(selector map[string]string) any {
	if len(selector) == 0 {
		return nil
	}
	return selector
}

// names formats the labels of a node selector as oc does.
func names(selector map[string]string) string {
	var all []string
	for _, label := range slices.Sorted(maps.Keys(selector)) {
		all = append(all, label+"="+selector[label])
	}
	return strings.Join(all, ", ")
}
