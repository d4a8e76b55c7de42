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
	// Rollout reports that the operator replaces the pods of the registry, and
	// Downtime that the registry is unavailable, for a time or for good.
	Rollout  bool `json:"rollout,omitempty"`
	Downtime bool `json:"downtime,omitempty"`
}

// object is an object with the values of its fields by path.
type object struct {
	id     string
	kind   schema.GroupVersionKind
	values map[string]any
	// nulls are the fields that the manifest sets to null.
	nulls map[string]bool
	// manifest is the desired object.
	manifest *generators.Object
}

// Compare returns the effects on a cluster when the objects after replace the
// objects before. The most severe effects come first.
func Compare(cluster Cluster, before, after []*generators.Object) []Effect {
	c := change{Cluster: cluster, known: len(before) > 0, before: index(before), after: index(after)}
	c.manifests = c.after
	c.merge()
	kept := c.kept()
	var effects []Effect
	for _, id := range slices.Sorted(maps.Keys(merged(c.before, c.after))) {
		a, existed := c.before[id]
		b, exists := c.after[id]
		switch {
		case !existed:
			effects = append(effects, c.added(b))
		case !exists && c.Live != nil: // an apply leaves it
		case !exists:
			effects = append(effects, c.removed(a))
		default:
			effects = append(effects, changes(a, b)...)
		}
	}
	summaries := slices.Concat(c.storage(), c.removal(), c.released(), c.proxy(), c.trust(), c.imageConfig(), c.pruning(), c.stuck(), c.placement(), c.routes(), c.access(), c.unprotected(), c.copyEnds())
	effects = append(withoutSummarized(effects, summaries), summaries...)
	effects = append(effects, c.rollout(effects)...)
	effects = append(effects, c.ignored(effects)...)
	effects = append(effects, c.leftovers()...)
	effects = append(effects, kept...)
	effects = append(effects, c.delivered()...)
	effects = append(effects, c.drift()...)
	effects = append(effects, c.upgrade()...)
	for i, e := range effects {
		if isUnknown(e.Old) || isUnknown(e.New) {
			effects[i].Text += unknownValue
		}
		effects[i].Cluster = cluster.Name
		effects[i].Object = provenance.NameOf(effects[i].Object)
		effects[i] = effects[i].conceal()
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
			return m.Object == e.Object && (m.Field == e.Field || strings.HasPrefix(e.Field, m.Field+".") || strings.HasPrefix(m.Field, e.Field+"["))
		})
	})
}

func index(objects []*generators.Object) map[string]object {
	byID := map[string]object{}
	for _, o := range objects {
		values, nulls := map[string]any{}, map[string]bool{}
		for _, f := range o.Fields {
			path := strings.Join(f.Path, ".")
			switch _, set := values[path]; {
			case f.Absent, set, ofServer(path): // the first value has precedence
			case f.Value == nil:
				nulls[path] = true
			default:
				values[path] = f.Value
			}
		}
		byID[o.ID()] = object{o.ID(), o.Kind, values, nulls, o}
	}
	return byID
}

// ofServer reports whether a field records what has happened to the object, and does
// not change the cluster.
func ofServer(path string) bool {
	for _, field := range []string{
		"metadata.annotations." + openshift.ProvenanceAnnotation, "metadata.annotations.kubectl.kubernetes.io/last-applied-configuration",
		"metadata.creationTimestamp", "metadata.generation", "metadata.managedFields", "metadata.resourceVersion", "metadata.selfLink", "metadata.uid", "status",
		"apiVersion", "kind", "metadata.name", "metadata.namespace",
	} {
		if path == field || strings.HasPrefix(path, field+".") {
			return true
		}
	}
	return false
}

func merged[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

const created = "is created if it does not exist"

// added returns the effect of an object that is new in the manifests.
func (c change) added(o object) Effect {
	e := Effect{Level: Info, Object: o.id, Text: created}
	if level, text := c.credentialsBy(o); text != "" {
		e.Level, e.Text = level, text
		return e
	}
	switch {
	case o.kind == openshift.ExternalSecret && o.values["spec.target.name"] == openshift.CredentialsSecret:
		e.Text = "is created; the registry uses these credentials instead of the credentials of the cluster, and its pods are replaced"
		e.Rollout = true
	case o.kind == openshift.Config || o.kind == openshift.Image || o.kind == openshift.ImagePruner:
		e.Text = "exists on every cluster; the values in the manifest replace the values that the operator or an administrator set"
	}
	if c.Live != nil {
		return c.addedTo(e, o)
	}
	return e
}

// changes returns the effects of changed fields of an object.
func changes(previous, current object) []Effect {
	var effects []Effect
	switched := storageType(previous) != storageType(current)
	old, now := expanded(previous, current)
	for _, path := range slices.Sorted(maps.Keys(merged(old, now))) {
		if switched && strings.HasPrefix(path, "spec.storage.") && path != storageState {
			continue // covered by the effect on spec.storage
		}
		a, set := old[path]
		b, sets := now[path]
		if has(previous, path) || has(current, path) {
			continue // an empty map; covered by the effects on its fields
		}
		e := Effect{Level: Info, Object: current.id, Field: path, Old: a, New: b}
		switch {
		case !set:
			e.Text = "is now set; the value replaces any value from the operator or another tool"
		case !sets:
			e.Text = "is no longer set; apply removes it, a server-side apply only if no other field manager sets it, and the default takes effect"
		case reflect.DeepEqual(a, b):
			continue
		default:
			e.Text = "changes"
		}
		if level, text := warning(previous, current, path, a, b); text != "" {
			e.Level, e.Text = level, text
			e.Rollout = current.kind == openshift.ExternalSecret
			e.Downtime = current.kind == openshift.Config && path == "spec.replicas"
		}
		effects = append(effects, e)
	}
	return whole(effects, previous, current)
}

// has reports whether an object sets a field below the path.
func has(o object, path string) bool {
	for field := range o.values {
		if strings.HasPrefix(field, path+".") {
			return true
		}
	}
	return false
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
