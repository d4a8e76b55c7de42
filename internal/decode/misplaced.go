package decode

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Misplaced is the BadValue of the error of an unknown field that exists
// elsewhere. It lists the paths of the fields of this name.
type Misplaced []string

// maxPlaces is the maximum number of places that an error of a misplaced field
// lists. A name with more places, such as name, is probably another mistake.
const maxPlaces = 5

// places returns the paths of the fields with a name at which the user may have
// meant an unknown field: those below the field that contains it, or else those
// anywhere, and of these the ones with the shortest paths. The result is empty if
// there are too many.
func (d *decoder) places(owner *field.Path, name string) (places Misplaced, isBelow bool) {
	var below, anywhere Misplaced
	for _, path := range pathsOf(d.root)[name] {
		path = strings.TrimPrefix(d.base+"."+path, ".")
		anywhere = append(anywhere, path)
		if owner == nil || strings.HasPrefix(path, owner.String()+".") {
			below = append(below, path)
		}
	}
	places = anywhere
	if len(below) > 0 {
		places = below
	}
	if len(places) == 0 || len(places) > maxPlaces {
		return nil, false
	}
	depth := func(path string) int { return strings.Count(path, ".") }
	shallowest := slices.MinFunc(places, func(a, b string) int { return depth(a) - depth(b) })
	return slices.DeleteFunc(places, func(path string) bool { return depth(path) > depth(shallowest) }), len(below) > 0
}

// remedy tells where the field belongs.
func (m Misplaced) remedy() string {
	if len(m) > 1 {
		return "it belongs at one of " + strings.Join(m, ", ")
	}
	if at := strings.LastIndexByte(m[0], '.'); at > 0 {
		return "it belongs under " + m[0][:at]
	}
	return "it belongs at the top of the object"
}

// withoutMisplaced removes the errors of fields that are only in another place.
func withoutMisplaced(errs field.ErrorList) field.ErrorList {
	return slices.DeleteFunc(errs, func(err *field.Error) bool {
		return err.Type == field.ErrorTypeRequired && slices.ContainsFunc(errs, func(cause *field.Error) bool { return CausedByPlace(cause, err) })
	})
}

// CausedByPlace reports whether an error is the consequence of a misplaced field: the
// error concerns the field at its right place, or the lack of a field above it.
func CausedByPlace(cause, err *field.Error) bool {
	places, _ := cause.BadValue.(Misplaced)
	return slices.ContainsFunc(places, func(place string) bool {
		return Within(err.Field, place) || err.Type == field.ErrorTypeRequired && Within(place, err.Field)
	})
}

// Within reports whether path equals other or is below it.
func Within(path, other string) bool {
	rest, below := strings.CutPrefix(path, other)
	return below && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

var allPaths sync.Map // of map[string][]string, by reflect.Type

// pathsOf returns the paths of all fields below a struct type by their names. Of a
// Kubernetes type, it includes only the direct fields, and of metadata none. []
// denotes any element of a list.
func pathsOf(t reflect.Type) map[string][]string {
	if known, ok := allPaths.Load(t); ok {
		return known.(map[string][]string)
	}
	paths := map[string][]string{}
	addPaths(t, "", paths)
	allPaths.Store(t, paths)
	return paths
}

func addPaths(t reflect.Type, prefix string, paths map[string][]string) {
	fields := structInfoOf(t).fields
	for _, name := range sortedKeys(fields) {
		inner, suffix := fields[name].Type, ""
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			if inner.Kind() == reflect.Slice {
				suffix += "[]"
			}
			inner = inner.Elem()
		}
		path := prefix + name
		paths[name] = append(paths[name], path)
		if inner.Kind() == reflect.Struct && inner != metadata && !Kubernetes(t) && !reflect.PointerTo(inner).Implements(unmarshaler) {
			addPaths(inner, path+suffix+".", paths)
		}
	}
}

// requiredLeaves returns the paths of the fields without which a struct is not
// valid, relative to it.
func requiredLeaves(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(unmarshaler) { // a quantity is a text
		return nil
	}
	var leaves []string
	fields := structInfoOf(t).fields
	for _, name := range sortedKeys(fields) {
		if fields[name].Tag.Get("required") != "true" {
			continue
		}
		inner := requiredLeaves(fields[name].Type)
		for i := range inner {
			inner[i] = name + "." + inner[i]
		}
		if len(inner) == 0 {
			inner = []string{name}
		}
		leaves = append(leaves, inner...)
	}
	return leaves
}

// requirement describes the valid values of a required field.
func requirement(f reflect.StructField) string {
	text := advice(f.Tag)
	if leaves := requiredLeaves(f.Type); text == "" && len(leaves) > 0 {
		return "set " + strings.Join(leaves, " and ")
	}
	return text
}

// nullRemedy is the remedy of a field without a value.
func nullRemedy(t reflect.Type) string {
	const remove = " or remove the key"
	switch {
	case t == reflect.TypeFor[metav1.ObjectMeta](), t.Kind() == reflect.Struct && len(requiredLeaves(t)) > 0:
		return "set its fields: " + strings.Join(append(requiredLeaves(t), "…"), ", ")
	case t.Kind() == reflect.Pointer:
		return nullRemedy(t.Elem())
	case reflect.PointerTo(t).Implements(unmarshaler):
		return "set a value" + remove
	case t.Kind() == reflect.String:
		return `set a value ("" for an empty string)` + remove
	case t.Kind() == reflect.Slice:
		return "set a value ([] for an empty list)" + remove
	case t.Kind() == reflect.Struct, t.Kind() == reflect.Map:
		return "set a value ({} for an empty object)" + remove
	}
	return fmt.Sprintf("set a value%s", remove)
}
