package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// rollout returns the effect of the other effects on the pods of the registry.
func (c change) rollout(effects []Effect) []Effect {
	previous, current := c.configs()
	if !runs(previous) || !runs(current) || len(storageTypes(current)) > 1 {
		return nil
	}
	if stuck := c.stuck(); len(stuck) > 0 && stuck[0].Level == Warning {
		return nil // the operator cannot replace the pods
	}
	lost := storageType(previous) == emptyDir && storageType(current) == emptyDir
	var fields []string
	for _, e := range effects {
		if e.Object == current.id && e.Field != "" && replacesPods(e.Field) && !slices.Contains(fields, e.Field) {
			fields = append(fields, e.Field)
		}
	}
	if bothSet(previous, current, "spec.replicas") && pair(previous) != pair(current) {
		fields = append(fields, "spec.replicas (exactly two pods run on different nodes)")
	}
	if lost && show(current.values["spec.replicas"]) == "0" && show(previous.values["spec.replicas"]) != "0" {
		fields = append(fields, "spec.replicas")
	}
	if len(fields) == 0 {
		return nil
	}
	cause := ", because of changes to " + strings.Join(fields, ", ")
	what, unknown := c.replacement(current)
	e := Effect{Level: Info, Object: current.id, Text: what + cause + unknown}
	none := show(current.values["spec.replicas"]) == "0"
	e.Rollout, e.Downtime = !none || lost, none && lost
	if current.values["spec.rolloutStrategy"] == openshift.Recreate {
		e.Level = Warning
		e.Downtime = !none || lost
	}
	if lost {
		e.Level = Loss
		e.Text = "the operator replaces or removes the pods, and the images in emptyDir are lost" + cause
	}
	return []Effect{e}
}

// runs reports whether pods of a registry run, and the operator replaces them. If the
// manifests do not set the management state, the operator's default applies.
func runs(config object) bool {
	state := config.values[registryState]
	return config.id != "" && state != openshift.Removed && state != openshift.Unmanaged
}

// replacement describes how the operator replaces the pods, and what is unknown
// about it. In its Deployment, maxUnavailable of a rolling update is 1 for two
// replicas, and otherwise one less than the replicas.
func (c change) replacement(config object) (what, unknown string) {
	const replaces = "the operator replaces the pods"
	strategy, replicas := config.values["spec.rolloutStrategy"], show(config.values["spec.replicas"])
	n, err := strconv.Atoi(replicas)
	switch {
	case strategy == openshift.Recreate:
		return "the registry is unavailable while the operator replaces its pods", ""
	case strategy == nil && storageType(config) == "" && (c.Platform.Storage == "pvc" || c.Platform.Name == openshift.OpenStack):
		return replaces, ". Whether the registry is unavailable meanwhile depends on spec.rolloutStrategy of the cluster, which the manifests do not set"
	case err != nil:
		return replaces, ". The manifests do not set spec.replicas; with three or more pods, the operator can stop all but one at the same time"
	case n == 0:
		return "the operator updates the Deployment, which has no pods", ""
	case n == 1:
		return "the operator starts a new pod before it stops the old one", ""
	case n == 2:
		return replaces + " one after the other", ""
	}
	return fmt.Sprintf("%s, and can stop %d of the %d at the same time", replaces, n-1, n), ""
}

// stuck returns the effect of a single replica that replaces two on a cluster with
// one node: a rolling update must not stop the old pod first, and its required
// anti-affinity keeps the new pod away from its node.
func (c change) stuck() []Effect {
	previous, current := c.configs()
	one := show(current.values["spec.replicas"]) == "1"
	if !runs(previous) || !runs(current) || !pair(previous) || !one || current.values["spec.rolloutStrategy"] == openshift.Recreate || c.InfrastructureTopology != v1alpha1.SingleReplica && c.InfrastructureTopology != "" {
		return nil
	}
	e := Effect{Level: Warning, Object: current.id, Field: "spec.replicas", Old: previous.values["spec.replicas"], New: current.values["spec.replicas"],
		Text: "the new pod is not scheduled beside the old one, because of the anti-affinity of two replicas. The old pod continues to run, and after 120 seconds the operator is Degraded (ProgressDeadlineExceeded). Set " + c.remedy("spec.registry.rolloutStrategy", "spec.rolloutStrategy") + " to Recreate for this change"}
	if c.InfrastructureTopology == "" {
		e.Level = Info
		e.Text = "if the pods can run on one node only, " + e.Text
	}
	return []Effect{e}
}

// pair reports whether the operator sets the anti-affinity that it only sets for
// exactly two pods.
func pair(config object) bool {
	for path := range config.values {
		if path == "spec.affinity" || strings.HasPrefix(path, "spec.affinity.") {
			return false
		}
	}
	return show(config.values["spec.replicas"]) == "2"
}

// replacesPods reports whether a field is part of the pods of the registry.
func replacesPods(field string) bool {
	if !strings.HasPrefix(field, "spec.") {
		return false
	}
	for _, other := range []string{"managementState", "operatorLogLevel", "replicas", "rolloutStrategy", "defaultRoute", "routes", "storage.managementState"} {
		if field == "spec."+other || strings.HasPrefix(field, "spec."+other+".") || strings.HasPrefix(field, "spec."+other+"[") {
			return false
		}
	}
	return true
}

// ignored returns the effect of a registry that the operator does not manage on the
// other effects.
func (c change) ignored(effects []Effect) []Effect {
	previous, current := c.configs()
	if previous.values[registryState] != openshift.Unmanaged || current.values[registryState] != openshift.Unmanaged ||
		!slices.ContainsFunc(effects, func(e Effect) bool { return e.Object == current.id }) {
		return nil
	}
	return []Effect{{Level: Info, Object: current.id,
		Text: "the changes to Config have no effect while spec.managementState is Unmanaged; the operator applies them as soon as it is Managed"}}
}
