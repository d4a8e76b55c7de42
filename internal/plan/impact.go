package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Level tells how much an effect deserves attention.
type Level string

// The levels. Loss is that of effects by which data may be lost.
const (
	Loss    Level = "loss"
	Warning Level = "warning"
	Info    Level = "info"
)

// Effect is one thing that happens on a cluster.
type Effect struct {
	// Cluster is the name of the profile.
	Cluster string `json:"cluster"`
	Level   Level  `json:"level"`
	// Object that changes, as kind/namespace/name or kind/name.
	Object string `json:"object"`
	// Field that changes; empty if it is the object as a whole.
	Field string `json:"field,omitempty"`
	// Old and New are the values of the field; nil for none.
	Old any `json:"old,omitempty"`
	New any `json:"new,omitempty"`
	// Text says what happens.
	Text string `json:"text"`
	// Command is what to run for it, if anything.
	Command string `json:"command,omitempty"`
}

// object is an object with its values by their paths.
type object struct {
	id     string
	kind   schema.GroupVersionKind
	values map[string]any
	// manifest is where it comes from.
	manifest *generators.Object
}

// Compare returns what happens on a cluster when the objects of one profile
// take the place of those of another, the worst first.
func Compare(cluster string, before, after []*generators.Object) []Effect {
	was, is := index(before), index(after)
	var effects []Effect
	for _, id := range slices.Sorted(maps.Keys(merged(was, is))) {
		a, existed := was[id]
		b, exists := is[id]
		switch {
		case !existed:
			effects = append(effects, made(b))
		case !exists:
			effects = append(effects, gone(a))
		default:
			effects = append(effects, changes(a, b)...)
		}
	}
	config := func(objects map[string]object) object {
		return objects[openshift.Config.Kind+"//"+openshift.ClusterName]
	}
	changed := slices.ContainsFunc(after, func(o *generators.Object) bool { return o.Kind == openshift.Job })
	meant := slices.Concat(storage(config(was), config(is), changed), removal(config(was), config(is)), proxy(config(was), config(is)))
	effects = append(unsaid(effects, meant), meant...)
	effects = append(effects, rollout(config(was), config(is), effects)...)
	for i := range effects {
		effects[i].Cluster = cluster
		effects[i].Object = provenance.NameOf(effects[i].Object)
	}
	order := []Level{Loss, Warning, Info}
	slices.SortStableFunc(effects, func(a, b Effect) int { return slices.Index(order, a.Level) - slices.Index(order, b.Level) })
	return effects
}

// unsaid leaves out that a field changes where it is said what that means, or
// what the change of the whole means that it is a part of.
func unsaid(effects, meant []Effect) []Effect {
	return slices.DeleteFunc(effects, func(e Effect) bool {
		return e.Level == Info && slices.ContainsFunc(meant, func(m Effect) bool {
			return m.Object == e.Object && (m.Field == e.Field || strings.HasPrefix(e.Field, m.Field+"."))
		})
	})
}

func index(objects []*generators.Object) map[string]object {
	byID := map[string]object{}
	for _, o := range objects {
		values := map[string]any{}
		for _, f := range o.Fields {
			if path := strings.Join(f.Path, "."); !f.Absent && path != "metadata.annotations."+openshift.ProvenanceAnnotation {
				if _, set := values[path]; !set { // the first one counts
					values[path] = f.Value
				}
			}
		}
		byID[o.ID()] = object{o.ID(), o.Kind, values, o}
	}
	return byID
}

func merged[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// made is what happens to an object that is new among the manifests.
func made(o object) Effect {
	e := Effect{Level: Info, Object: o.id, Text: "is made, unless it exists"}
	switch {
	case o.kind == openshift.ExternalSecret && o.values["spec.target.name"] == openshift.CredentialsSecret:
		e.Text = "is made; the registry uses these credentials instead of the cluster's own, and its pods are replaced"
	case o.kind == openshift.Config || o.kind == openshift.Image || o.kind == openshift.ImagePruner:
		e.Text = "is there on every cluster; what the manifest sets replaces what the operator or an administrator chose"
	}
	return e
}

// changes returns what happens to the fields of an object.
func changes(was, is object) []Effect {
	var effects []Effect
	switched := storageType(was) != storageType(is)
	for _, path := range slices.Sorted(maps.Keys(merged(was.values, is.values))) {
		if switched && strings.HasPrefix(path, "spec.storage.") {
			continue // said as a whole
		}
		a, set := was.values[path]
		b, sets := is.values[path]
		e := Effect{Level: Info, Object: is.id, Field: path, Old: a, New: b}
		switch {
		case !set:
			e.Text = "is set from now on, whatever the operator or somebody else has written"
		case !sets:
			e.Text = "is no longer set: an apply takes it out again, unless somebody else has set it too, and the default counts"
		case reflect.DeepEqual(a, b):
			continue
		default:
			e.Text = "changes"
		}
		if text := mind(is, path, a, b); text != "" {
			e.Level, e.Text = Warning, text
		}
		effects = append(effects, e)
	}
	return effects
}

// gone is what happens to an object that is no longer among the manifests.
func gone(o object) Effect {
	e := Effect{Level: Info, Object: o.id, Text: "leaves the manifests; it is deleted if what applies them prunes"}
	switch {
	case kept(o):
		e.Text = "leaves the manifests; it stays on the cluster, for its annotations keep it from pruning, until you delete it"
	case o.kind == openshift.PersistentVolumeClaim || o.kind == openshift.ObjectBucketClaim:
		e.Level = Loss
		e.Text = "leaves the manifests; if what applies them prunes, the claim is deleted with all images in it. Keep it from pruning first: set spec.delivery.tool"
	}
	return e
}

// kept reports whether annotations keep the object from pruning.
func kept(o object) bool {
	get := func(key string) string {
		value, _ := o.values["metadata.annotations."+key].(string)
		return value
	}
	for _, annotations := range openshift.RetainAnnotations {
		if openshift.Retained(annotations, get) {
			return true
		}
	}
	return false
}

// rollout is what the other effects mean for the registry's pods.
func rollout(was, is object, effects []Effect) []Effect {
	const state = "spec.managementState"
	if was.id == "" || is.id == "" || was.values[state] != openshift.Managed || is.values[state] != openshift.Managed {
		return nil // there are no pods, or nobody replaces them
	}
	lost := storageType(was) == "emptyDir" && storageType(is) == "emptyDir"
	var fields []string
	for _, e := range effects {
		if e.Object == is.id && e.Field != "" && replacesPods(e.Field) && !slices.Contains(fields, e.Field) {
			fields = append(fields, e.Field)
		}
	}
	if pair(was) != pair(is) {
		fields = append(fields, "spec.replicas (exactly two pods are kept on different nodes)")
	}
	if lost && show(is.values["spec.replicas"]) == "0" && show(was.values["spec.replicas"]) != "0" {
		fields = append(fields, "spec.replicas")
	}
	if len(fields) == 0 {
		return nil
	}
	because := ", because of " + strings.Join(fields, ", ")
	e := Effect{Level: Info, Object: is.id, Text: "the pods are replaced one after the other" + because}
	if is.values["spec.rolloutStrategy"] == openshift.Recreate {
		e.Level = Warning
		e.Text = "the registry is down while its pods are replaced" + because
	}
	if lost {
		e.Level = Loss
		e.Text = "the pods go, and the images in emptyDir with them" + because
	}
	return []Effect{e}
}

// pair reports whether the operator gives the pods the anti-affinity that only
// two of them get.
func pair(config object) bool {
	for path := range config.values {
		if path == "spec.affinity" || strings.HasPrefix(path, "spec.affinity.") {
			return false
		}
	}
	return show(config.values["spec.replicas"]) == "2"
}

// replacesPods reports whether a field stands in the pods of the registry.
func replacesPods(field string) bool {
	if !strings.HasPrefix(field, "spec.") {
		return false
	}
	for _, other := range []string{"managementState", "operatorLogLevel", "replicas", "rolloutStrategy", "defaultRoute", "routes", "storage.managementState"} {
		if field == "spec."+other || strings.HasPrefix(field, "spec."+other+".") {
			return false
		}
	}
	return true
}

// show is a value as people write it.
func show(value any) string {
	var text strings.Builder
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false) // & of a URL stays
	if err := out.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSuffix(text.String(), "\n")
}
