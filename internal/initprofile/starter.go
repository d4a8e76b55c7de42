package initprofile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/fields"
)

// Kustomization is the kustomization of a starter profile.
const Kustomization = `# kustomize build --enable-alpha-plugins prints the manifests of the profile.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
generators:
- profile.yaml
# To patch existing manifests, list them under resources, and list the profile
# under transformers instead of generators.
`

const head = `# The image registry of one cluster. Fields after a # without a space are
# optional: remove the # to set them. Replace values that are marked example.
# "registry-profile explain FIELD" describes a field, and
# "registry-profile explain --emitted profile.yaml" lists the generated fields.
apiVersion: ` + v1alpha1.APIVersion + `
kind: ` + v1alpha1.Kind + `
metadata:
  name: %s
`

// Profile returns the starter profile of a cluster as YAML, or all errors of the
// options. A missing or unknown option is an error of type Missing.
func Profile(o Options) ([]byte, error) {
	if errs := o.check(); len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	fields, err := fields.All()
	if err != nil {
		return nil, err
	}
	w := writer{options: &o, set: o.set()}
	fmt.Fprintf(&w.text, head, scalar(o.Name))
	w.entry(tree(fields), place{})
	return []byte(w.text.String()), nil
}

// entry is a field with its child fields.
type entry struct {
	fields.Field
	key      string
	children []*entry
}

// tree builds the tree of the fields. Each field follows its parent.
func tree(fields []fields.Field) *entry {
	byPath := map[string]*entry{}
	for _, f := range fields {
		f.Path = strings.ReplaceAll(f.Path, "[]", "")
		at := strings.LastIndexByte(f.Path, '.')
		e := &entry{Field: f, key: f.Path[at+1:]}
		byPath[f.Path] = e
		if at > 0 {
			parent := byPath[f.Path[:at]]
			parent.children = append(parent.children, e)
		}
	}
	return byPath[fields[0].Path]
}

// writer writes entries with their documentation.
type writer struct {
	options *Options
	set     []string
	text    strings.Builder
}

// place is the position of an entry in the text.
type place struct {
	// indent is the number of leading spaces.
	indent int
	// dash reports whether the entry is the first of a list element.
	dash bool
	// off reports whether the entry is a comment, which starts at column.
	off    bool
	column int
}

// shown reports whether to write an entry: it has a value, or child entries that
// include all required fields.
func (w *writer) shown(e *entry) bool {
	if w.options.omits(e.Field) {
		return false
	}
	if len(e.children) == 0 {
		return w.options.value(e.Field) != "" || slices.Contains(w.set, e.Path)
	}
	some := false
	for _, b := range e.children {
		shown := w.shown(b)
		if b.Required && !shown {
			return false
		}
		some = some || shown
	}
	return some
}

// isSet reports whether an entry is set if its parent is set.
func (w *writer) isSet(e *entry) bool {
	return e.Required || slices.ContainsFunc(w.set, func(path string) bool {
		return path == e.Path || strings.HasPrefix(path, e.Path+".")
	})
}

func (w *writer) entry(e *entry, at place) {
	if !w.shown(e) {
		return
	}
	if at.indent == 2 && e.key != "openshift" {
		w.text.WriteByte('\n') // between the sections
	}
	w.comment(e.Field, at)
	if !at.off && !w.isSet(e) {
		at.off, at.column = true, at.indent
	}
	dash := ""
	if at.dash {
		dash = "- "
		at.indent -= len(dash)
	}
	if len(e.children) == 0 {
		w.line(at, dash+e.key+": "+w.value(e.Field)+w.mark(e.Field, at))
		return
	}
	w.line(at, dash+e.key+":")
	at.indent += len(dash) + 2
	at.dash = false
	list := strings.HasPrefix(e.Type, "list")
	if list {
		at.indent += 2
		at.dash = true
	}
	for _, b := range e.children {
		if w.shown(b) {
			w.entry(b, at)
			at.dash = false
		}
	}
}

// comment writes the documentation of a field.
func (w *writer) comment(f fields.Field, at place) {
	text := f.Doc
	if choices := strings.TrimPrefix(f.Type, "list of "); choices[0] >= 'A' && choices[0] <= 'Z' && strings.Contains(choices, ", ") {
		text += " One of " + choices + "."
	}
	if at.dash {
		at.indent -= 2
	}
	width := 77 - at.indent
	line := "#"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > width && line != "#" {
			w.line(at, line)
			line = "#"
		}
		line += " " + word
	}
	w.line(at, line)
}

func (w *writer) line(at place, text string) {
	if at.off {
		text = strings.Repeat(" ", at.column) + "#" + strings.Repeat(" ", at.indent-at.column) + text
	} else {
		text = strings.Repeat(" ", at.indent) + text
	}
	w.text.WriteString(text + "\n")
}

// value returns the value of a field as YAML.
func (w *writer) value(f fields.Field) string {
	value := w.options.value(f)
	switch kind, _, _ := strings.Cut(f.Type, " "); kind {
	case "map", "list", "Kubernetes", "boolean", "integer", "integer,":
		if value == "" {
			return "{}"
		}
		return value
	}
	return scalar(value)
}

// mark returns the comment for values that the user must replace.
func (w *writer) mark(f fields.Field, at place) string {
	if at.off || f.Example == "" || f.Default != "" || w.options.Version != "" && f.Path == "spec.openshift.version" ||
		w.options.Placement != "" && f.Path == "spec.registry.placement" {
		return ""
	}
	return " # example"
}

func scalar(text string) string {
	out, err := yaml.Marshal(text)
	if err != nil {
		return text // cannot happen: every string can be encoded
	}
	return strings.TrimSuffix(string(out), "\n")
}
