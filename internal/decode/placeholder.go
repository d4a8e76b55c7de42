package decode

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/placeholder"
)

// PlaceholdersPath is the field that names the tool that replaces placeholders.
const PlaceholdersPath = "spec.delivery.placeholders"

// Profile decodes a profile as Decode does, and in addition recognizes
// placeholders, except in the metadata. A text with placeholders of the tool is
// passed on without a check. Placeholders of other tools, and placeholders in
// fields that must be known, are errors. The tool can be empty.
func Profile(node *yaml.Node, into any, tool string, advise Advise) field.ErrorList {
	d := decoder{advise: advise, replaced: true, tool: tool}
	return d.all(node, into, nil)
}

// MustBeKnown returns the error of a placeholder in a field whose value must be
// known. The reason can be empty.
func MustBeKnown(path *field.Path, value, reason string) *field.Error {
	detail := fmt.Sprintf("contains the placeholder %s, "+mustBeKnown, placeholder.First(placeholder.Of(value), value))
	if reason != "" {
		detail += ": " + reason
	}
	detail += "; replace the placeholder by a value"
	if placeholder.Of(value) == placeholder.Flux {
		detail += ", for example with flux envsubst"
	}
	return field.Invalid(path, displayed(value), detail)
}

// mustBeKnown is part of each error of MustBeKnown.
const mustBeKnown = "but the value must be known when the manifests are generated"

// AreUnknown reports whether one of the errors is an error of MustBeKnown. Then, what
// the profile generates is unknown, and cannot be checked.
func AreUnknown(errs field.ErrorList) bool {
	return slices.ContainsFunc(errs, func(err *field.Error) bool { return strings.Contains(err.Detail, mustBeKnown) })
}

// Known reports whether the value of a field must be known when the manifests are
// generated: it selects what is generated, or is part of the name of an object.
func Known(tag reflect.StructTag) bool { return tag.Get("known") == "true" || tag.Get("enum") != "" }

// holder returns whether a scalar contains a placeholder, and the error if the
// profile must not contain it in this field.
func (d *decoder) holder(node *yaml.Node, path *field.Path, known bool) (bool, *field.Error) {
	if !d.replaced || node.Kind != yaml.ScalarNode || !placeholder.In(node.Value) {
		return false, nil
	}
	if known {
		return true, MustBeKnown(path, node.Value, "")
	}
	if other := placeholder.Other(d.tool, node.Value); other != "" {
		return true, field.Invalid(path, displayed(node.Value), otherTool(d.tool, other, node.Value))
	}
	if err := placeholder.Check(d.tool, node.Value); err != nil {
		return true, field.Invalid(path, displayed(node.Value), err.Error())
	}
	return true, nil
}

// otherTool explains why a placeholder of a tool is an error, and how to correct it.
func otherTool(tool, other, value string) string {
	first := placeholder.First(other, value)
	if tool == "" {
		return fmt.Sprintf("contains the placeholder %s; set %s to %s if this tool replaces it before the manifests are applied, or replace it by a value", first, PlaceholdersPath, other)
	}
	return fmt.Sprintf("contains the placeholder %s of %s, but %s is %s, and only one tool is supported; replace the placeholder by a value", first, other, PlaceholdersPath, tool)
}

// unknownKey reports an error for a key of a map that contains a placeholder.
func (d *decoder) unknownKey(key *yaml.Node, path *field.Path) bool {
	has, err := d.holder(key, path, true)
	return has && !d.fail(err)
}

// holders checks the placeholders in a value of any type.
func (d *decoder) holders(node *yaml.Node, path *field.Path) bool {
	ok := true
	switch node.Kind {
	case yaml.ScalarNode:
		if _, err := d.holder(node, path, false); err != nil {
			return d.fail(err)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i]
			if d.unknownKey(key, path.Key(key.Value)) {
				ok = false
				continue
			}
			ok = d.holders(node.Content[i+1], path.Child(key.Value)) && ok
		}
	default:
		for i, child := range node.Content {
			ok = d.holders(child, path.Index(i)) && ok
		}
	}
	return ok
}

// withoutHolders removes the errors about values with placeholders, which the
// tool replaces.
func (d *decoder) withoutHolders(errs field.ErrorList) field.ErrorList {
	if d.tool == "" {
		return errs
	}
	return slices.DeleteFunc(errs, func(err *field.Error) bool {
		value, _ := err.BadValue.(string)
		return placeholder.Has(d.tool, value)
	})
}

// metadata is not part of the generated manifests.
var metadata = reflect.TypeFor[metav1.ObjectMeta]()

// template reports whether a node is a template without quotes, which YAML reads as
// a map in a map, such as {{ .name }}.
func template(node *yaml.Node) bool {
	return node.Kind == yaml.MappingNode && node.Style&yaml.FlowStyle != 0 && len(node.Content) > 0 && node.Content[0].Kind == yaml.MappingNode
}

// unquotedTemplate is the remedy for a template without quotes.
const unquotedTemplate = "YAML reads a template without quotes as a map; add quotes around it, or expand the template first, for example with helm template"
