package decode

import (
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/agnivade/levenshtein"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// wrongKind reports a map, list or scalar where something else belongs. It
// shows no value: a scalar where a map belongs may be a pasted credential.
func wrongKind(node *yaml.Node, want string, path *field.Path) *field.Error {
	return field.TypeInvalid(path, field.OmitValueType{}, fmt.Sprintf("%s where %s belongs", kindName(node), want))
}

var userinfo = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\S*@`) })

// mostShown is the size in bytes of the largest value of which a message shows
// the beginning. To search a larger one for user names takes too much time, and
// its runes take four times its memory.
const mostShown = 1 << 20

// shown is a value as a message may show it: not too long, and without what may
// be the user name and password of a URL, also of one without a scheme.
func shown(value string) string {
	if len(value) > mostShown {
		return "…"
	}
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
		return "a single value"
	}
}

func (d *decoder) unknownField(path *field.Path, key string, fields map[string]reflect.StructField, in reflect.Value) *field.Error {
	names := sortedKeys(fields)
	detail := "unknown field"
	advice := ""
	if d.advise != nil {
		advice = d.advise(in.Addr().Interface(), key)
	}
	if advice != "" {
		detail += "; " + advice
	} else if guess := Closest(key, names); guess != "" {
		detail += fmt.Sprintf(", did you mean %q?", guess)
	} else {
		detail += "; known here: " + strings.Join(names, ", ")
	}
	return &field.Error{Type: field.ErrorTypeForbidden, Field: path.Child(key).String(), BadValue: "", Detail: detail}
}

// NotSupported reports a value that is none of the values that a field takes,
// with the one that was probably meant.
func NotSupported(path *field.Path, value string, values []string) *field.Error {
	err := field.NotSupported(path, shown(value), values)
	if guess := Closest(value, values); guess != "" {
		err.Detail = fmt.Sprintf("did you mean %q? %s", guess, err.Detail)
	}
	return err
}

// Closest returns the name that a typing mistake may have turned into word,
// or the empty string.
func Closest(word string, names []string) string {
	best, distance := "", len(word)/3+1
	for _, name := range names {
		if len(word) > 3 && strings.HasPrefix(strings.ToLower(name), strings.ToLower(word)) {
			return name
		}
	}
	for _, name := range names {
		d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(name))
		if d < distance || d == distance && best == "" {
			best, distance = name, d
		}
	}
	return best
}

// advice says in words what a field takes.
func advice(tag reflect.StructTag) string {
	if like := tag.Get("like"); like != "" {
		return "write " + like
	}
	if format, ok := FormatOf(tag); ok {
		return "write " + format.Like
	}
	if enum := tag.Get("enum"); enum != "" {
		return "write one of " + strings.ReplaceAll(enum, "|", ", ")
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
