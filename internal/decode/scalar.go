package decode

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// hints are the remedies for types that implement json.Unmarshaler.
var hints = map[reflect.Type]string{
	reflect.TypeFor[metav1.Duration](): `set a Go duration such as "168h" or "1m30s"; days and weeks are not supported`,

	reflect.TypeFor[resource.Quantity](): `set a Kubernetes quantity such as "100Gi" or "500m"`,
}

func (d *decoder) scalar(node *yaml.Node, v reflect.Value, path *field.Path, tag reflect.StructTag) bool {
	switch v.Kind() {
	case reflect.Interface:
		return d.anything(node, v, path)
	case reflect.String:
		return d.text(node, v, path, tag)
	case reflect.Bool:
		return d.boolean(node, v, path)
	default:
		return d.number(node, v, path, tag)
	}
}

func (d *decoder) anything(node *yaml.Node, v reflect.Value, path *field.Path) bool {
	if !d.holders(node, path) {
		return false
	}
	if err := node.Decode(v.Addr().Interface()); err != nil {
		return d.fail(field.Invalid(path, field.OmitValueType{}, err.Error()))
	}
	return true
}

func (d *decoder) boolean(node *yaml.Node, v reflect.Value, path *field.Path) bool {
	if node.Kind != yaml.ScalarNode {
		return d.fail(wrongKind(node, "true or false", path))
	}
	if node.Tag != yaml.NodeTagBool {
		guess := closestBoolean(node.Value)
		if guess == "" {
			guess = "true or false"
		}
		return d.fail(field.Invalid(path, displayed(node.Value), "set "+guess+", without quotes"))
	}
	v.SetBool(strings.EqualFold(node.Value, "true"))
	return true
}

// lostZero matches a number that is not a supported release, but becomes one with a zero
// behind it.
var lostZero = regexp.MustCompile(`^4\.[1-9]$`)

func (d *decoder) text(node *yaml.Node, v reflect.Value, path *field.Path, tag reflect.StructTag) bool {
	if node.Kind != yaml.ScalarNode {
		return d.fail(wrongKind(node, "a string", path))
	}
	if node.Tag != yaml.NodeTagString {
		quoted := displayed(node.Value)
		if tag.Get("release") == "true" && lostZero.MatchString(quoted) {
			quoted += "0" // another tool, such as a patch of kustomize, has read 4.20 as a number
		}
		detail := fmt.Sprintf("must be a string, not a YAML %s; add quotes: %q", tagName(node.Tag), quoted)
		if node.Tag == yaml.NodeTagFloat {
			detail += " (YAML reads 4.20 as the number 4.2)"
		}
		return d.fail(field.TypeInvalid(path, unquoted(displayed(node.Value)), detail))
	}
	if node.Value == "" && tag.Get("empty") == "true" {
		return true
	}
	switch has, err := d.holder(node, path, Known(tag)); {
	case has && tag.Get("enum") == "":
		v.SetString(node.Value) // the field is set, also with an error
		if err != nil {
			d.fail(err)
		}
		return true
	case has:
		return d.fail(err)
	}
	if enum := tag.Get("enum"); enum != "" {
		if values := strings.Split(enum, "|"); !slices.Contains(values, node.Value) {
			return d.fail(NotSupported(path, node.Value, values))
		}
	}
	if format, ok := FormatOf(tag); ok && len(format.Check(node.Value)) > 0 {
		return d.fail(field.Invalid(path, displayed(node.Value), advice(tag)))
	}
	if pattern := tag.Get("pattern"); pattern != "" && !(lengthInRange(node.Value, tag) && Match(pattern, node.Value)) {
		return d.fail(field.Invalid(path, displayed(node.Value), advice(tag)))
	}
	v.SetString(node.Value)
	return true
}

func (d *decoder) number(node *yaml.Node, v reflect.Value, path *field.Path, tag reflect.StructTag) bool {
	if node.Kind != yaml.ScalarNode {
		return d.fail(wrongKind(node, "an integer", path))
	}
	n, err := strconv.ParseInt(node.Value, 0, v.Type().Bits())
	if node.Tag != yaml.NodeTagInt || err != nil {
		detail := "set an integer"
		if node.Tag == yaml.NodeTagString && err == nil {
			detail += ", without quotes"
		}
		return d.fail(field.Invalid(path, displayed(node.Value), detail))
	}
	if lowest := tag.Get("min"); lowest != "" && n < bound(lowest) {
		return d.fail(field.Invalid(path, n, "must be at least "+lowest))
	}
	if highest := tag.Get("max"); highest != "" && n > bound(highest) {
		return d.fail(field.Invalid(path, n, "must be at most "+highest))
	}
	v.SetInt(n)
	return true
}

// lengthInRange reports whether the length of a text is within the bounds of
// the tag. The bounds are not part of the pattern because a pattern with
// counted repetition compiles to many copies, which takes longer than the rest
// of a run.
func lengthInRange(text string, tag reflect.StructTag) bool {
	if shortest := tag.Get("min"); shortest != "" && int64(len(text)) < bound(shortest) {
		return false
	}
	longest := tag.Get("max")
	return longest == "" || int64(len(text)) <= bound(longest)
}

// bound parses a number in a struct tag. It panics if the tag is invalid, which
// the first test that decodes the type detects.
func bound(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// unquoted is a string that an error shows without quotes, as in the file.
// (field.Error quotes strings, and calls String on types that cannot be
// marshaled to JSON.)
type unquoted string

func (b unquoted) MarshalJSON() ([]byte, error) { return nil, fmt.Errorf("not JSON: %s", string(b)) }
func (b unquoted) String() string               { return string(b) }

// tagName returns the type name of a YAML tag such as !!float.
func tagName(tag string) string {
	switch tag {
	case yaml.NodeTagFloat, yaml.NodeTagInt:
		return "number"
	case yaml.NodeTagBool:
		return "boolean"
	default:
		return strings.TrimLeft(tag, "!")
	}
}
