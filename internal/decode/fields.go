package decode

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// declaration is what the type of a struct says of one of its fields.
type declaration struct {
	reflect.StructField
	// name in JSON and YAML, empty for a field that has none.
	name   string
	inline bool
	// fallback is the default tag.
	fallback    string
	hasFallback bool
}

// shape is what there is to know of a struct's type. It is found out once: a
// fleet has thousands of profiles of the same types.
type shape struct {
	declarations []declaration
	// fields are those with a JSON name, by that, among them those of structs
	// embedded inline, with their index from the struct.
	fields map[string]reflect.StructField
}

var shapes sync.Map // of shape, by reflect.Type

func shapeOf(t reflect.Type) shape {
	if known, ok := shapes.Load(t); ok {
		return known.(shape)
	}
	s := shape{fields: map[string]reflect.StructField{}}
	for i := range t.NumField() {
		d := declaration{StructField: t.Field(i)}
		d.Tag = Tag(t, d.StructField)
		d.name, d.inline = JSONName(d.StructField), Inline(d.StructField)
		d.fallback, d.hasFallback = d.Tag.Lookup("default")
		s.declarations = append(s.declarations, d)
		if d.inline {
			for name, inner := range shapeOf(d.Type).fields {
				inner.Index = append([]int{i}, inner.Index...)
				s.fields[name] = inner
			}
		} else if d.name != "" {
			s.fields[d.name] = d.StructField
		}
	}
	shapes.Store(t, s)
	return s
}

// Inline reports whether the fields of f stand among those of the struct
// that embeds it.
func Inline(f reflect.StructField) bool {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return f.Anonymous && name == ""
}

// JSONName returns the name of a struct field in JSON and YAML, empty for a
// field that has none: unexported, excluded or embedded inline.
func JSONName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if !f.IsExported() || name == "-" {
		return ""
	}
	return name
}

// Field returns the field of a struct's type with a JSON name, also one of a
// struct that is embedded inline, and false if there is none.
func Field(t reflect.Type, name string) (reflect.StructField, bool) {
	f, known := shapeOf(t).fields[name]
	return f, known
}

// Lookup returns the field at a path of JSON names in a struct, and the zero
// Value if a pointer on the way is nil. It panics on a path that the type does
// not have: the first test that looks it up shows the mistake.
func Lookup(v any, path ...string) reflect.Value {
	value := reflect.ValueOf(v)
	for _, name := range path {
		for value.Kind() == reflect.Pointer {
			if value.IsNil() {
				return reflect.Value{}
			}
			value = value.Elem()
		}
		f, known := shapeOf(value.Type()).fields[name]
		if !known {
			panic(fmt.Sprintf("%s has no field %s", value.Type(), name))
		}
		value = value.FieldByIndex(f.Index)
	}
	return value
}

// Walk calls visit for every field that is set in v and in the structs and
// lists below it, with the field's path and its declaration. Types of
// Kubernetes, which have no tags of ours, are not entered.
func Walk(v any, path *field.Path, visit func(*field.Path, reflect.StructField)) {
	walk(reflect.ValueOf(v), path, visit)
}

func walk(v reflect.Value, path *field.Path, visit func(*field.Path, reflect.StructField)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walk(v.Elem(), path, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), path.Index(i), visit)
		}
	case reflect.Struct:
		if Kubernetes(v.Type()) {
			return
		}
		for i, d := range shapeOf(v.Type()).declarations {
			switch {
			case d.inline:
				walk(v.Field(i), path, visit)
			case d.name != "" && !v.Field(i).IsZero():
				visit(path.Child(d.name), d.StructField)
				walk(v.Field(i), path.Child(d.name), visit)
			}
		}
	}
}

// Kubernetes reports whether a type is one of Kubernetes'.
func Kubernetes(t reflect.Type) bool { return strings.HasPrefix(t.PkgPath(), "k8s.io/") }
