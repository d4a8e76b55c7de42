package plan

import (
	"maps"
	"reflect"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Live is what the objects of a running cluster state about it.
type Live struct {
	// Kinds are the kinds of the objects that were read. An object of another kind
	// may exist on the cluster.
	Kinds map[schema.GroupKind]bool
	// Release and Platform of the cluster; zero if the objects do not state them.
	Release  openshift.Release
	Platform string
	// InfrastructureTopology of the cluster; empty if the objects do not state it.
	InfrastructureTopology string
	// Storage is the storage type that the operator reports in the status of Config,
	// and Store the name of its store; empty if it reports none.
	Storage, Store string
}

// OnlyMetadata reports whether effects only add or change annotations and labels.
func OnlyMetadata(effects []Effect) bool {
	for _, e := range effects {
		if !e.metadata() {
			return false
		}
	}
	return len(effects) > 0
}

// metadata reports whether an effect is an ordinary change of an annotation or a
// label.
func (e Effect) metadata() bool {
	return e.Level == Info && (strings.HasPrefix(e.Field, "metadata.annotations.") || strings.HasPrefix(e.Field, "metadata.labels."))
}

// merge replaces the new objects with what the first sync makes of the objects of a
// running cluster: an apply sets the fields of Git, and leaves all others. Only the
// storage that the change replaces does not remain.
func (c *change) merge() {
	if c.Live == nil {
		return
	}
	before, after := maps.Clone(c.before), maps.Clone(c.after)
	for id, b := range c.after {
		if a, exists := c.before[id]; exists {
			before[id], after[id] = c.applied(a, b)
		}
	}
	c.before, c.after = before, after
}

// applied returns an object of the cluster, with the spelling of the values in Git,
// and the object after an apply.
func (c *change) applied(a, b object) (old, result object) {
	old, result = a, b
	old.values, result.values = maps.Clone(a.values), maps.Clone(b.values)
	if b.kind.Kind == "Secret" {
		old.values, result.values = nil, nil // existence is all that is compared
		return old, result
	}
	for path, value := range b.values {
		live, set := a.values[path]
		if set && covers(path, live, value) || !set && !has(a, path) && isZero(value) {
			old.values[path] = value
		}
	}
	types := storageTypes(b)
	for path, value := range a.values {
		if _, set := b.values[path]; set || has(b, path) || c.replaces(path) || removedByNull(b, path) {
			continue
		}
		if kind, ok := storageOf(path); ok && b.kind == openshift.Config && len(types) > 0 && types[0] != kind {
			continue // an effect of its own describes it
		}
		result.values[path] = value
	}
	return old, result
}

// storageOf returns the storage type to which a field of Config belongs.
func storageOf(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "spec.storage.")
	kind, _, _ := strings.Cut(rest, ".")
	return kind, ok && kind != "managementState"
}

// removedByNull reports whether an object sets a field, or a field above it, to null.
func removedByNull(o object, path string) bool {
	for field := range o.nulls {
		if path == field || strings.HasPrefix(path, field+".") {
			return true
		}
	}
	return false
}

// covers reports whether a value of the cluster is one of Git: equal, or the same
// quantity or duration, or with additional fields that the API server has set by
// default.
func covers(path string, live, git any) bool {
	switch g := git.(type) {
	case map[string]any:
		l, ok := live.(map[string]any)
		if !ok {
			return false
		}
		for key, value := range g {
			if item, set := l[key]; !set && !isZero(value) || set && !covers(path+"."+key, item, value) {
				return false
			}
		}
		return true
	case []any:
		if strings.HasSuffix(path, ".containerRuntimeSearchRegistries") {
			return containsAll(live, git) // the API server merges the entries
		}
		l, ok := live.([]any)
		if !ok || len(l) != len(g) {
			return false
		}
		for i := range g {
			if !covers(path, l[i], g[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(live, git) || sameAmount(path, live, git)
}

// sameAmount reports whether two values of a field with a quantity or a duration are
// the same.
func sameAmount(path string, a, b any) bool {
	x, y := text(a), text(b)
	switch {
	case strings.HasSuffix(path, "keepYoungerThanDuration") || strings.HasSuffix(path, "maxWaitInQueue"):
		one, err := time.ParseDuration(x)
		other, err2 := time.ParseDuration(y)
		return err == nil && err2 == nil && one == other
	case strings.Contains(path, ".resources.") || strings.Contains(path, ".capacity."):
		one, err := resource.ParseQuantity(strings.Trim(show(a), `"`))
		other, err2 := resource.ParseQuantity(strings.Trim(show(b), `"`))
		return err == nil && err2 == nil && one.Cmp(other) == 0
	}
	return false
}

// isZero reports whether the operator drops a value at its next write, because it is
// that of a field without a value.
func isZero(value any) bool {
	return value == nil || value == false || value == "" || isEmptyList(value)
}

// addedTo completes the effect of an object that is not among those of a running
// cluster.
func (c change) addedTo(e Effect, o object) Effect {
	if c.Live.Kinds[o.kind.GroupKind()] || e.Text != created && resources[o.kind.Kind] == "" {
		return e
	}
	e.Text = "is created if it does not exist; the objects of the cluster include none of this kind, so that its fields are not compared"
	if resource := resources[o.kind.Kind]; resource != "" {
		kind, name, _ := strings.Cut(resource, "/")
		e.Text = "exists on every cluster, but not among its objects here, so that its fields are not compared. Add the output of: oc get " + kind + " " + name + " -o yaml"
	}
	return e
}

// drift returns the effects of a release, a platform or a topology that are not those
// of the cluster.
func (c change) drift() []Effect {
	if c.Live == nil {
		return nil
	}
	var effects []Effect
	if release := c.Live.Release; release != (openshift.Release{}) && c.Release != (openshift.Release{}) && release != c.Release {
		effects = append(effects, Effect{Level: Info, Object: "ClusterVersion//version", Field: "status.desired.version", Old: release.String(), New: c.Release.String(),
			Text: "the manifests are those of another release than the cluster runs; " + c.remedy("set spec.openshift.version", "check them with --openshift-version")})
	}
	if platform := c.Live.Platform; platform != "" && c.Platform.Name != "" && platform != c.Platform.Name {
		effects = append(effects, Effect{Level: Warning, Object: "Infrastructure//cluster", Field: "status.platformStatus.type", Old: platform, New: c.Platform.Name,
			Text: "the manifests are those of another platform; compare the profile of this cluster, or set spec.openshift.platform"})
	}
	if topology := c.Live.InfrastructureTopology; topology != "" && c.InfrastructureTopology != "" && topology != c.InfrastructureTopology {
		effects = append(effects, Effect{Level: Warning, Object: "Infrastructure//cluster", Field: "status.infrastructureTopology", Old: topology, New: c.InfrastructureTopology,
			Text: "the manifests are those of another topology, on which their defaults depend; " + c.remedy("compare the profile of this cluster, or set spec.openshift.infrastructureTopology", "state the topology in the policy")})
	}
	return effects
}
