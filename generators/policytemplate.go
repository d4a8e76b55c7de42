package generators

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	yamlv2 "go.yaml.in/yaml/v2"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// The templates below change fields of the objects that the operator shares, which
// musthave cannot do. Each replaces the spec of the object on the cluster with a copy
// that has other values for some fields, in one update, and is empty if the object is
// as desired. Advanced Cluster Management evaluates them again when the object
// changes. They use only functions that it has since 2.9.

// sharedKinds are the kinds whose objects the operator also writes.
var sharedKinds = []schema.GroupVersionKind{openshift.Image, openshift.Config, openshift.ImagePruner}

// edit is the replacement of a field: a new value, edits of the fields below it, or,
// without both, its removal.
type edit struct {
	value any
	below map[string]edit
}

// listTemplates returns the template that replaces the lists of the objects that
// the operator shares, if one has more elements than desired: musthave has then added
// the desired elements to old ones. It is empty if the objects have no lists.
func (h hub) listTemplates() string {
	var b strings.Builder
	for _, o := range h.objects {
		spec, _ := o.content["spec"].(map[string]any)
		if !slices.Contains(sharedKinds, o.kind) {
			continue
		}
		edits, conditions := listEdits(spec, nil)
		if len(conditions) > 0 {
			writeTemplate(&b, o, disjunction(conditions), edits)
		}
	}
	return b.String()
}

// listEdits returns the edits that set all lists below a map, and the conditions under
// which one of them has old elements.
func listEdits(fields map[string]any, path []string) (map[string]edit, []string) {
	edits := map[string]edit{}
	var conditions []string
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		at := append(slices.Clone(path), key)
		switch value := fields[key].(type) {
		case []any:
			edits[key] = edit{value: value}
			conditions = append(conditions, fmt.Sprintf("(gt (len (%s)) %d)", dig(at, "list"), len(value)))
		case map[string]any:
			below, more := listEdits(value, at)
			if len(more) > 0 {
				edits[key] = edit{below: below}
				conditions = append(conditions, more...)
			}
		}
	}
	return edits, conditions
}

// storageTemplate returns the template that changes the storage type, or the store, in
// one update, as StoragePatch does. It is empty without a storage change.
func (h hub) storageTemplate() string {
	change := h.delivery.StorageChange
	at := slices.IndexFunc(h.objects, func(o embedded) bool { return o.kind == openshift.Config })
	if change == nil || at < 0 {
		return ""
	}
	spec, _ := h.objects[at].content["spec"].(map[string]any)
	storage, _ := spec["storage"].(map[string]any)
	edits := map[string]edit{}
	for _, field := range checkedWithStorage {
		if value, set := spec[field]; set {
			edits[field] = edit{value: value}
		}
	}
	below := map[string]edit{change.From: {}}
	stanza, same := storage[change.From].(map[string]any)
	if !same {
		below["managementState"] = edit{} // the operator determines it again
	}
	for key, value := range storage {
		below[key] = edit{value: value}
	}
	edits["storage"] = edit{below: below}
	condition := fmt.Sprintf("(hasKey (%s) %q)", dig([]string{"storage"}, "dict"), change.From)
	if same {
		condition = fmt.Sprintf("(and %s %s)", condition, otherStore(stanza, change.From))
	}
	var b strings.Builder
	writeTemplate(&b, h.objects[at], condition, edits)
	return b.String()
}

// otherStore returns the condition under which a stanza does not name the store.
func otherStore(stanza map[string]any, key string) string {
	kind := openshift.FindStorageType(key)
	var conditions []string
	for _, name := range append([]string{kind.Name}, kind.Identity...) {
		if value, set := stanza[name].(string); set {
			conditions = append(conditions, fmt.Sprintf("(ne (%s) %q)", dig([]string{"storage", key, name}, `""`), value))
		}
	}
	return disjunction(conditions)
}

func disjunction(conditions []string) string {
	if len(conditions) == 1 {
		return conditions[0]
	}
	return "(or " + strings.Join(conditions, " ") + ")"
}

// dig returns the expression for a field of the spec on the cluster.
func dig(path []string, otherwise string) string {
	words := []string{"dig"}
	for _, key := range path {
		words = append(words, strconv.Quote(key))
	}
	if otherwise != `""` {
		otherwise = "(" + otherwise + ")"
	}
	return strings.Join(append(words, otherwise, "$spec"), " ")
}

// writeTemplate writes an object template that exists only under a condition. The
// spec contains credentials of the operator, such as httpSecret, so the controller
// must not record the difference.
func writeTemplate(b *strings.Builder, o embedded, condition string, edits map[string]edit) {
	version, kind := o.kind.GroupVersion().String(), o.kind.Kind
	_, name, _ := strings.Cut(o.id, "/")
	fmt.Fprintf(b, `{{- $spec := fromJson (toRawJson (default (dict) (lookup %q %q "" %q).spec)) }}
{{- if %s }}
- complianceType: %s
  metadataComplianceType: %s
  recordDiff: None
  objectDefinition:
    apiVersion: %s
    kind: %s
    metadata:
      name: %s
    spec:
`, version, kind, name, condition, mustOnlyHave, mustHave, version, kind, name)
	writeEdits(b, "$spec", nil, edits, "      ")
	b.WriteString("{{- end }}\n")
}

// writeEdits writes the fields of a map on the cluster with some edits.
func writeEdits(b *strings.Builder, from string, path []string, edits map[string]edit, indent string) {
	keys := slices.Sorted(maps.Keys(edits))
	var quoted []string
	for _, key := range keys {
		quoted = append(quoted, strconv.Quote(key))
	}
	for _, line := range []string{
		"{{- range $key, $value := " + from + " }}",
		"{{- if not (has $key (list " + strings.Join(quoted, " ") + ")) }}",
		"{{ $key }}: {{ toRawJson $value }}",
		"{{- end }}",
		"{{- end }}",
	} {
		b.WriteString(indent + line + "\n")
	}
	for _, key := range keys {
		at := append(slices.Clone(path), key)
		switch e := edits[key]; {
		case e.below != nil:
			fmt.Fprintf(b, "%s%s:\n", indent, key)
			writeEdits(b, "("+dig(at, "dict")+")", at, e.below, indent+"  ")
		case e.value != nil:
			text, err := yamlv2.Marshal(map[string]any{key: withIntegers(e.value)})
			if err != nil {
				panic(err) // the value was decoded from JSON
			}
			for line := range strings.Lines(string(text)) {
				b.WriteString(indent + line)
			}
		}
	}
}
