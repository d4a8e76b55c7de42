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

// Level is the severity of an effect.
type Level string

// The levels, the most severe first. An effect of level Loss can lose data.
const (
	Loss    Level = "loss"
	Warning Level = "warning"
	Info    Level = "info"
)

// Effect is one effect of a change on a cluster.
type Effect struct {
	// Cluster is the name of the profile.
	Cluster string `json:"cluster"`
	Level   Level  `json:"level"`
	// Object is the object that changes, as kind/namespace/name or kind/name.
	Object string `json:"object"`
	// Field is the field that changes. It is empty for the whole object.
	Field string `json:"field,omitempty"`
	// Old and New are the values of the field. Nil means that it has no value.
	Old any `json:"old,omitempty"`
	New any `json:"new,omitempty"`
	// Text describes the effect.
	Text string `json:"text"`
	// Command is the command that the user must run, empty if none.
	Command string `json:"command,omitempty"`
}

// object is an object with the values of its fields by path.
type object struct {
	id     string
	kind   schema.GroupVersionKind
	values map[string]any
	// manifest is the desired object.
	manifest *generators.Object
}

// Compare returns the effects on a cluster when the objects after replace the
// objects before. The most severe effects come first.
func Compare(cluster string, before, after []*generators.Object) []Effect {
	previous, current := index(before), index(after)
	var effects []Effect
	for _, id := range slices.Sorted(maps.Keys(merged(previous, current))) {
		a, existed := previous[id]
		b, exists := current[id]
		switch {
		case !existed:
			effects = append(effects, added(b))
		case !exists:
			effects = append(effects, removed(a))
		default:
			effects = append(effects, changes(a, b)...)
		}
	}
	config := func(objects map[string]object) object {
		return objects[openshift.Config.Kind+"//"+openshift.ClusterName]
	}
	changed := slices.ContainsFunc(after, func(o *generators.Object) bool { return o.Kind == openshift.Job })
	summaries := slices.Concat(storage(config(previous), config(current), changed), removal(config(previous), config(current)), proxy(config(previous), config(current)))
	effects = append(withoutSummarized(effects, summaries), summaries...)
	effects = append(effects, rollout(config(previous), config(current), effects)...)
	for i := range effects {
		effects[i].Cluster = cluster
		effects[i].Object = provenance.NameOf(effects[i].Object)
	}
	order := []Level{Loss, Warning, Info}
	slices.SortStableFunc(effects, func(a, b Effect) int { return slices.Index(order, a.Level) - slices.Index(order, b.Level) })
	return effects
}

// withoutSummarized removes the info about a changed field if a summary covers the
// field or the field above it.
func withoutSummarized(effects, summaries []Effect) []Effect {
	return slices.DeleteFunc(effects, func(e Effect) bool {
		return e.Level == Info && slices.ContainsFunc(summaries, func(m Effect) bool {
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
				if _, set := values[path]; !set { // the first value has precedence
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

// added returns the effect of an object that is new in the manifests.
func added(o object) Effect {
	e := Effect{Level: Info, Object: o.id, Text: "is created if it does not exist"}
	switch {
	case o.kind == openshift.ExternalSecret && o.values["spec.target.name"] == openshift.CredentialsSecret:
		e.Text = "is created; the registry uses these credentials instead of the credentials of the cluster, and its pods are replaced"
	case o.kind == openshift.Config || o.kind == openshift.Image || o.kind == openshift.ImagePruner:
		e.Text = "exists on every cluster; the values in the manifest replace the values that the operator or an administrator set"
	}
	return e
}

// changes returns the effects of changed fields of an object.
func changes(previous, current object) []Effect {
	var effects []Effect
	switched := storageType(previous) != storageType(current)
	for _, path := range slices.Sorted(maps.Keys(merged(previous.values, current.values))) {
		if switched && strings.HasPrefix(path, "spec.storage.") {
			continue // covered by the effect on spec.storage
		}
		a, set := previous.values[path]
		b, sets := current.values[path]
		e := Effect{Level: Info, Object: current.id, Field: path, Old: a, New: b}
		switch {
		case !set:
			e.Text = "is now set; the value replaces any value from the operator or another tool"
		case !sets:
			e.Text = "is no longer set; apply removes it unless another field manager also sets it, and the default takes effect"
		case reflect.DeepEqual(a, b):
			continue
		default:
			e.Text = "changes"
		}
		if text := warning(current, path, a, b); text != "" {
			e.Level, e.Text = Warning, text
		}
		effects = append(effects, e)
	}
	return effects
}

// removed returns the effect of an object that is no longer in the manifests.
func removed(o object) Effect {
	e := Effect{Level: Info, Object: o.id, Text: "is removed from the manifests; a delivery tool that prunes deletes it"}
	switch {
	case retained(o):
		e.Text = "is removed from the manifests; it remains on the cluster until you delete it, because its annotations disable pruning"
	case o.kind == openshift.PersistentVolumeClaim || o.kind == openshift.ObjectBucketClaim:
		e.Level = Loss
		e.Text = "is removed from the manifests; a delivery tool that prunes deletes the claim with all images in it. Set spec.delivery.tool first to disable pruning"
	}
	return e
}

// retained reports whether annotations protect the object from pruning.
func retained(o object) bool {
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

// rollout returns the effect of the other effects on the pods of the registry.
func rollout(previous, current object, effects []Effect) []Effect {
	const state = "spec.managementState"
	if previous.id == "" || current.id == "" || previous.values[state] != openshift.Managed || current.values[state] != openshift.Managed {
		return nil // no pods exist, or the operator does not replace them
	}
	lost := storageType(previous) == "emptyDir" && storageType(current) == "emptyDir"
	var fields []string
	for _, e := range effects {
		if e.Object == current.id && e.Field != "" && replacesPods(e.Field) && !slices.Contains(fields, e.Field) {
			fields = append(fields, e.Field)
		}
	}
	if pair(previous) != pair(current) {
		fields = append(fields, "spec.replicas (exactly two pods run on different nodes)")
	}
	if lost && show(current.values["spec.replicas"]) == "0" && show(previous.values["spec.replicas"]) != "0" {
		fields = append(fields, "spec.replicas")
	}
	if len(fields) == 0 {
		return nil
	}
	cause := " because of changes to " + strings.Join(fields, ", ")
	e := Effect{Level: Info, Object: current.id, Text: "the operator replaces the pods one after the other" + cause}
	if current.values["spec.rolloutStrategy"] == openshift.Recreate {
		e.Level = Warning
		e.Text = "the registry is unavailable while the operator replaces its pods" + cause
	}
	if lost {
		e.Level = Loss
		e.Text = "the operator replaces or removes the pods, and the images in emptyDir are lost" + cause
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
		if field == "spec."+other || strings.HasPrefix(field, "spec."+other+".") {
			return false
		}
	}
	return true
}

// show formats a value as JSON.
func show(value any) string {
	var text strings.Builder
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false) // retain & in URLs
	if err := out.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSuffix(text.String(), "\n")
}
