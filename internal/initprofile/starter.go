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

// Kustomization is the kustomization of a starter.
const Kustomization = `# kustomize build --enable-alpha-plugins prints the manifests of the profile.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
generators:
- profile.yaml
# For manifests that exist already: list them under resources, and the profile
# under transformers instead of generators.
`

const head = `# The image registry of one cluster. What stands behind a # without a space is
# optional: remove the # to set it. Put your own value wherever it says example.
# "registry-profile explain FIELD" says more of a field, and
# "registry-profile explain --emitted profile.yaml" what it comes to.
apiVersion: ` + v1alpha1.APIVersion + `
kind: ` + v1alpha1.Kind + `
metadata:
  name: %s
`

// Profile returns the first profile of a cluster, or everything that is wrong
// with the options. A choice that is missing is an error of type Missing.
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

// entry is a field with those below it.
type entry struct {
	fields.Field
	key   string
	below []*entry
}

// tree puts the fields, each of which follows what holds it, below each other.
func tree(fields []fields.Field) *entry {
	byPath := map[string]*entry{}
	for _, f := range fields {
		f.Path = strings.ReplaceAll(f.Path, "[]", "")
		at := strings.LastIndexByte(f.Path, '.')
		e := &entry{Field: f, key: f.Path[at+1:]}
		byPath[f.Path] = e
		if at > 0 {
			above := byPath[f.Path[:at]]
			above.below = append(above.below, e)
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

// place is where an entry goes.
type place struct {
	// indent is the number of spaces in front.
	indent int
	// dash tells that the entry begins the element of a list.
	dash bool
	// off tells that the entry stands in a comment, which begins in column.
	off    bool
	column int
}

// shown reports whether there is something to write for an entry: a value, or
// entries below it that are enough to be valid.
func (w *writer) shown(e *entry) bool {
	if w.options.leaves(e.Field) {
		return false
	}
	if len(e.below) == 0 {
		return w.options.value(e.Field) != "" || slices.Contains(w.set, e.Path)
	}
	some := false
	for _, b := range e.below {
		shown := w.shown(b)
		if b.Required && !shown {
			return false
		}
		some = some || shown
	}
	return some
}

// isSet reports whether an entry is set, if what holds it is.
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
	if len(e.below) == 0 {
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
	for _, b := range e.below {
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

// value is that of a field, as YAML.
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

// mark tells values that people must replace.
func (w *writer) mark(f fields.Field, at place) string {
	if at.off || f.Example == "" || f.Default != "" || w.options.Version != "" && f.Path == "spec.openshift.version" {
		return ""
	}
	return " # example"
}

func scalar(text string) string {
	out, err := yaml.Marshal(text)
	if err != nil {
		return text // there is no string that cannot be written
	}
	return strings.TrimSuffix(string(out), "\n")
}
