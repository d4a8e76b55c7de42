package decode

import (
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/credential"
)

// wrongKind reports a map, list or scalar where another kind of node is
// required. It does not include the value because a scalar in place of a map
// may be a pasted credential. keys are the fields of a struct.
func wrongKind(node *yaml.Node, want string, path *field.Path, keys ...string) *field.Error {
	detail := fmt.Sprintf("must be %[2]s, not %[1]s", kindName(node), want)
	switch {
	case template(node):
		detail += "; " + unquotedTemplate
	case want == "a list":
		detail += `; write "- " before each element`
	case len(keys) > 0 && node.Kind == yaml.SequenceNode:
		detail += `; remove the "- "`
	case len(keys) > 0:
		detail += "; set fields below it: " + strings.Join(keys, ", ")
	}
	return field.TypeInvalid(path, field.OmitValueType{}, detail)
}

var userinfo = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\S*@`) })

// maxShownBytes is the maximum size of a value whose beginning a message
// includes. Searching a larger value for user names takes too long, and its
// runes need four times its memory.
const maxShownBytes = 1 << 20

// displayed returns a value as a message can include it: truncated, without
// credentials, and without the user name and password of a URL, even if the URL has no
// scheme.
func displayed(value string) string {
	if len(value) > maxShownBytes {
		return "…"
	}
	value = credential.Redact(value)
	value = userinfo().ReplaceAllStringFunc(value, func(text string) string {
		scheme, _, found := strings.Cut(text, "://")
		if !found {
			return "***@"
		}
		return scheme + "://***@"
	})
	if runes := []rune(value); len(runes) > 100 {
		value = string(runes[:100]) + "…"
	}
	return value
}

func kindName(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	default:
		return "a scalar"
	}
}

func (d *decoder) unknownField(path *field.Path, key string, fields map[string]reflect.StructField, in reflect.Value) *field.Error {
	names := sortedKeys(fields)
	err := &field.Error{Type: field.ErrorTypeForbidden, Field: path.Child(key).String(), BadValue: "", Detail: "unknown field"}
	if d.advise != nil {
		if advice := d.advise(in.Addr().Interface(), key); advice != "" {
			err.Detail += "; " + advice
			return err
		}
	}
	guess := Closest(key, names)
	if places, below := d.places(path, key); len(places) > 0 && (guess == "" || below && !strings.EqualFold(guess, key)) {
		err.BadValue = places
		err.Detail += "; " + places.remedy()
	} else if guess != "" {
		err.Detail += fmt.Sprintf(", did you mean %q?", guess)
	} else {
		err.Detail += "; supported fields: " + strings.Join(names, ", ")
	}
	return err
}

// NotSupported reports a value that is not one of the supported values, and
// suggests the closest supported value.
func NotSupported(path *field.Path, value string, values []string) *field.Error {
	err := field.NotSupported(path, displayed(value), values)
	if guess := ClosestValue(value, values); guess != "" {
		err.Detail = fmt.Sprintf("did you mean %q? %s", guess, err.Detail)
	}
	return err
}

// advice describes the valid values of a field.
func advice(tag reflect.StructTag) string {
	if like := tag.Get("like"); like != "" {
		return "set " + like
	}
	if format, ok := FormatOf(tag); ok {
		return "set " + format.Like
	}
	if enum := tag.Get("enum"); enum != "" {
		return "set one of " + strings.ReplaceAll(enum, "|", ", ")
	}
	if pattern := tag.Get("pattern"); pattern != "" {
		return "must match " + pattern
	}
	return ""
}

func sortedKeys(fields map[string]reflect.StructField) []string {
	keys := make([]string, 0, len(fields))
	for key := range fields {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
