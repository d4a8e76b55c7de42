package crd

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Difference is a field whose schema differs between two releases.
type Difference struct {
	// Path of the field; [] is an element of a list.
	Path string
	// Added and Removed report that only one of the releases has the field.
	Added, Removed bool
	// Text describes any other difference.
	Text string
}

func (d Difference) String() string {
	switch {
	case d.Added:
		return d.Path + " is new"
	case d.Removed:
		return d.Path + " no longer exists"
	}
	return d.Path + ": " + d.Text
}

// Differences returns the differences between the built-in schemas of a kind in two
// releases, by path. It returns none for a kind without schemas, or with one that does
// not depend on the release.
func Differences(kind schema.GroupVersionKind, from, to openshift.Release) []Difference {
	a, known := root(kind, from)
	b, knows := root(kind, to)
	if !known || !knows {
		return nil
	}
	var found []Difference
	differences(&found, "", a, b)
	return found
}

func differences(found *[]Difference, path string, a, b int) {
	if a == b || a == 0 || b == 0 {
		return // equal parts are stored once
	}
	old, now := &nodes[a], &nodes[b]
	if text := differs(old, now); text != "" {
		*found = append(*found, Difference{Path: path, Text: text})
	}
	at := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	names := slices.Concat(old.names(), now.names())
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		x, existed := old.property(name)
		y, exists := now.property(name)
		switch {
		case !existed:
			*found = append(*found, Difference{Path: at(name), Added: true})
		case !exists:
			*found = append(*found, Difference{Path: at(name), Removed: true})
		default:
			differences(found, at(name), x, y)
		}
	}
	differences(found, at(inList), old.Items, now.Items)
	differences(found, at("*"), old.Values, now.Values)
}

// differs describes how the values differ that two schemas accept, apart from their
// fields.
func differs(a, b *Node) string {
	var texts []string
	list := func(what string, old, now []string) {
		for _, value := range now {
			if !slices.Contains(old, value) {
				texts = append(texts, fmt.Sprintf("new %s %s", what, value))
			}
		}
		for _, value := range old {
			if !slices.Contains(now, value) {
				texts = append(texts, fmt.Sprintf("%s %s no longer exists", what, value))
			}
		}
	}
	if len(a.Enum) > 0 && len(b.Enum) > 0 {
		list("value", a.Enum, b.Enum)
	}
	list("required field", a.Required, b.Required)
	if a.Default != b.Default {
		texts = append(texts, fmt.Sprintf("default %s instead of %s", cmp.Or(b.Default, "none"), cmp.Or(a.Default, "none")))
	}
	limits := func(n *Node) []any {
		return []any{len(n.Enum) > 0, n.Type, n.Format, n.Pattern, n.Minimum, n.Maximum, n.MinLength, n.MaxLength, n.MinItems, n.MaxItems, n.MinProperties, n.MaxProperties, n.Set, n.Open, n.IntOrString, n.Nullable}
	}
	if !slices.Equal(limits(a), limits(b)) {
		texts = append(texts, "other limits of its values")
	}
	return strings.Join(texts, ", ")
}
