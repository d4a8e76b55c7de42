package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

type object = map[string]any

// withoutEffect are the fields that only set the default.
var withoutEffect = map[string]string{
	"spec.credentials.objectBucketClaim": "the default for a claimed bucket",
}

// unexplained are the fields that are not the origin of any generated field. They
// select values or objects, and the origin of the generated field states so.
var unexplained = map[string]string{
	"spec.openshift.platform":                "selects defaults and rules",
	"spec.openshift.version":                 "selects what a release supports",
	"spec.openshift.infrastructureTopology":  "selects defaults and rules",
	"spec.openshift.controlPlaneTopology":    "selects rules",
	"spec.openshift.managedBy":               "selects rules",
	"spec.openshift.environment":             "selects rules",
	"spec.credentials.existingSecret":        "emits nothing: the Secret exists",
	"spec.credentials.externalSecret.keySet": "selects the keys of the Secret",
	"spec.trust.registries.imageConfig":      "selects whether image.config is emitted",
	"spec.delivery":                          "selects annotations, and the Job as a whole",
}

// notImported are the fields that cannot be read from a cluster.
var notImported = map[string]string{
	"spec.openshift.environment":                "a decision about rules",
	"spec.credentials.existingSecret":           "rendered objects contain no Secret; import reads it from the cluster",
	"spec.delivery":                             "a decision about Git",
	"spec.metrics":                              "only bindings of the roles for images are imported",
	"spec.trust.registries.imageConfig":         "a decision about Git",
	"spec.storage.ibmcos.location":              "the operator writes it",
	"spec.storage.ibmcos.resourceGroupName":     "the operator writes it",
	"spec.storage.pvc.create.storageClass":      "StorageClasses are not imported",
	"spec.trust.registries.certificates[].port": "import writes it after the host",
}

// TestEveryField requires for every leaf field of a profile that an example sets
// it, that it has an effect, that explain names it, that import restores it, that
// the JSON Schema has it, and that a wrong value is rejected.
func TestEveryField(t *testing.T) {
	if testing.Short() {
		t.Skip("renders each field of each example")
	}
	corpus := profileCorpus(t)
	schema := object{}
	text, ok := v1alpha1.Schema(v1alpha1.Kind)
	require.True(t, ok)
	require.NoError(t, json.Unmarshal(text, &schema))
	all, err := fields.All()
	require.NoError(t, err)
	for i, f := range all {
		if i+1 < len(all) && strings.HasPrefix(strings.Replace(all[i+1].Path, f.Path+"[]", f.Path, 1), f.Path+".") {
			continue // not a leaf
		}
		t.Run(f.Path, func(t *testing.T) {
			path := strings.Split(strings.ReplaceAll(f.Path, "[]", ".[]"), ".")
			assert.True(t, inSchema(schema, schema, path), "the JSON Schema lacks it")
			var effect, explained, imported bool
			var found []string
			for _, name := range slices.Sorted(maps.Keys(corpus)) {
				profile := corpus[name]
				values := valuesAt(profile, path)
				if len(values) == 0 {
					continue
				}
				found = append(found, name)
				assert.True(t, rejected(t, profile, path), "%s: a wrong value is accepted", name)
				effect = effect || hasEffect(profile, path)
				explained = explained || isExplained(profile, f.Path)
				imported = imported || isImported(t, profile, path, values)
				if effect && explained && imported {
					return
				}
			}
			require.NotEmpty(t, found, "no example sets it; add it to one, for example to examples/full")
			assert.True(t, effect || excepted(withoutEffect, f.Path), "%s: removing the field has no effect", found)
			assert.True(t, explained || excepted(unexplained, f.Path), "%s: explain does not name it", found)
			assert.True(t, imported || excepted(notImported, f.Path), "%s: import does not restore it", found)
		})
	}
}

// TestExplainNamesFields requires that the origin of each generated field that the
// profile sets is an existing field of a profile.
func TestExplainNamesFields(t *testing.T) {
	all, err := fields.All()
	require.NoError(t, err)
	known := map[string]fields.Field{}
	for _, f := range all {
		known[strings.ReplaceAll(f.Path, "[]", "")] = f
	}
	for name, profile := range profileCorpus(t) {
		r, ok := rendered(profile)
		require.True(t, ok, name)
		for _, o := range r.Objects {
			for _, f := range o.Fields {
				if f.Origin.By != v1alpha1.ByProfile || f.Absent || f.Origin.Path == "" {
					continue
				}
				path := bare(f.Origin.Path)
				_, exact := known[path]
				for !exact && path != "" { // a key of a map, or a field of a Kubernetes type
					path = path[:max(0, strings.LastIndexByte(path, '.'))]
					holder := known[path]
					exact = strings.HasPrefix(holder.Type, "map of ") || strings.Contains(holder.Type, "Kubernetes ")
				}
				assert.True(t, exact, "%s: %s: %v comes from %s, which is not a field", name, o.ID(), f.Path, f.Origin.Path)
			}
		}
	}
}

// excepted reports whether a field, or one that contains it, has an exception.
func excepted(reasons map[string]string, path string) bool {
	for except := range reasons {
		if path == except || strings.HasPrefix(path, except+".") || strings.HasPrefix(path, except+"[") {
			return true
		}
	}
	return false
}

// profileCorpus returns the profiles of all examples and of the render tests.
func profileCorpus(t *testing.T) map[string]object {
	t.Helper()
	corpus := map[string]object{}
	add := func(name string, text []byte) {
		var profile object
		require.NoError(t, sigsyaml.Unmarshal(text, &profile), name)
		corpus[name] = profile
	}
	for _, file := range exampleProfiles(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		add(file, text)
	}
	archives, err := filepath.Glob("internal/pipeline/testdata/render/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, archives)
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		add(file, archive.Files[0].Data)
	}
	return corpus
}

// valuesAt returns the values at a path, in which [] matches any element.
func valuesAt(value any, path []string) []any {
	if len(path) == 0 {
		return []any{value}
	}
	var found []any
	switch v := value.(type) {
	case object:
		if inner, ok := v[path[0]]; ok {
			found = valuesAt(inner, path[1:])
		}
	case []any:
		if path[0] == "[]" {
			for _, item := range v {
				found = append(found, valuesAt(item, path[1:])...)
			}
		}
	}
	return found
}

// changed returns a copy of a profile in which every value at the path is
// changed, or removed if the new value is nil.
func changed(profile object, path []string, value any) object {
	copied := runtime.DeepCopyJSON(integers(profile).(object))
	var walk func(at any, path []string)
	walk = func(at any, path []string) {
		switch v := at.(type) {
		case object:
			inner, ok := v[path[0]]
			switch {
			case !ok:
			case len(path) > 1:
				walk(inner, path[1:])
			case value == nil:
				delete(v, path[0])
			default:
				v[path[0]] = value
			}
		case []any:
			for _, item := range v {
				walk(item, path[1:])
			}
		}
	}
	walk(copied, path)
	return copied
}

// integers turns numbers into the form that DeepCopyJSON copies.
func integers(value any) any {
	switch v := value.(type) {
	case object:
		out := object{}
		for key, item := range v {
			out[key] = integers(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = integers(item)
		}
		return out
	case float64:
		return int64(v)
	default:
		return value
	}
}

// rendered returns the objects of a profile without applying the rules.
func rendered(profile object) (pipeline.Rendered, bool) {
	r, found := pipeline.Function{Rules: pipeline.NoRules}.Render(pipeline.Node(plainJSON(profile)))
	return r, !v1alpha1.HasErrors(found)
}

// plainJSON returns an object as encoding/json decodes it.
func plainJSON(value object) object {
	text, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	var out object
	if json.Unmarshal(text, &out) != nil {
		return nil
	}
	return out
}

// hasEffect reports whether the manifests, or what is said about them, are others
// without the field.
func hasEffect(profile object, path []string) bool {
	outcome := func(profile object) any {
		node := pipeline.Node(plainJSON(profile))
		r, found := pipeline.Function{Rules: pipeline.NoRules}.Render(node)
		_, broken := pipeline.Function{}.Render(node)
		documents, err := krm.Documents(pipeline.Nodes(append(r.Objects, r.Manifests()...)), krm.Document)
		if err != nil {
			return err
		}
		var messages []string
		for _, d := range append(found, broken...) {
			messages = append(messages, string(d.Severity)+d.Rule+d.Field+d.Message)
		}
		return []any{documents, messages}
	}
	return !reflect.DeepEqual(outcome(profile), outcome(changed(profile, path, nil)))
}

// isExplained reports whether the origin of a generated field is the field, or one
// above or below it.
func isExplained(profile object, path string) bool {
	r, ok := rendered(profile)
	if !ok {
		return false
	}
	for _, o := range r.Objects {
		for _, f := range o.Fields {
			origin := bare(f.Origin.Path)
			if origin != "" && (origin == bare(path) || strings.HasPrefix(bare(path), origin+".") || strings.HasPrefix(origin, bare(path)+".")) {
				return true
			}
		}
	}
	return false
}

// bare returns a path without the indexes of lists.
func bare(path string) string {
	return regexp.MustCompile(`\[[0-9]*\]`).ReplaceAllString(path, "")
}

// isImported reports whether import restores the values of the field from the
// objects of the profile.
func isImported(t *testing.T, profile object, path []string, values []any) bool {
	r, ok := rendered(profile)
	if !ok {
		return false
	}
	o := r.Profile.Spec.OpenShift
	infrastructure := pipeline.Node(object{
		"apiVersion": "config.openshift.io/v1", "kind": "Infrastructure", "metadata": object{"name": "cluster"},
		"status": object{
			"infrastructureTopology": o.InfrastructureTopology, "controlPlaneTopology": o.ControlPlaneTopology,
			"platformStatus": object{"type": o.Platform, "aws": object{"resourceTags": []any{
				object{"key": "red-hat-managed", "value": "true"}, object{"key": "red-hat-clustertype", "value": strings.ToLower(o.ManagedBy)},
			}}},
		},
	})
	again, err := importer.Import(append(pipeline.Nodes(r.Objects), infrastructure), importer.Options{Name: r.Profile.Name, Version: o.Version})
	if err != nil {
		return false
	}
	var restored object
	require.NoError(t, sigsyaml.Unmarshal(again.Text, &restored))
	return reflect.DeepEqual(canonical(values), canonical(valuesAt(restored, path)))
}

// canonical returns equal durations, quantities and certificates in the same form.
func canonical(value any) any {
	switch v := value.(type) {
	case object:
		out := object{}
		for key, item := range v {
			out[key] = canonical(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = canonical(item)
		}
		return out
	case string:
		if d, err := time.ParseDuration(v); err == nil {
			return d.String()
		}
		if q, err := resource.ParseQuantity(v); err == nil {
			return q.String()
		}
		return strings.TrimRight(v, "\n")
	default:
		return value
	}
}

// rejected reports whether null and a value of a wrong type are errors of the field.
func rejected(t *testing.T, profile object, path []string) bool {
	t.Helper()
	var wrong any = object{"not": []any{"a value"}}
	if _, isMap := valuesAt(profile, path)[0].(object); isMap {
		wrong = []any{"not a map"}
	}
	want := strings.ReplaceAll(strings.Join(path, "."), ".[]", "")
	for _, value := range []any{wrong, json.RawMessage("null")} {
		text, err := json.Marshal(changed(profile, path, value))
		require.NoError(t, err)
		nodes, err := krm.ReadDocuments(text)
		require.NoError(t, err)
		_, found := pipeline.Function{Rules: pipeline.NoRules}.Profile(nodes[0])
		if !slices.ContainsFunc(found, func(d v1alpha1.Diagnostic) bool {
			return d.Severity == v1alpha1.SeverityError && strings.HasPrefix(bare(d.Field), want)
		}) {
			return false
		}
	}
	return true
}

// inSchema reports whether a JSON Schema has a field.
func inSchema(root, at object, path []string) bool {
	if ref, ok := at["$ref"].(string); ok {
		definitions, _ := root["$defs"].(object)
		at, _ = definitions[strings.TrimPrefix(ref, "#/$defs/")].(object)
	}
	if len(path) == 0 {
		return at != nil
	}
	var inner any
	if path[0] == "[]" {
		inner = at["items"]
	} else {
		properties, _ := at["properties"].(object)
		inner = properties[path[0]]
	}
	next, ok := inner.(object)
	return ok && inSchema(root, next, path[1:])
}
