package decode

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// fieldInfo describes a field of a struct type.
type fieldInfo struct {
	reflect.StructField
	// name is the name in JSON and YAML; empty for a field without a name.
	name   string
	inline bool
	// defaultValue is the value of the default tag.
	defaultValue string
	hasDefault   bool
}

// structInfo describes a struct type. It is computed once per type because a
// fleet has thousands of profiles of the same types.
type structInfo struct {
	fieldInfos []fieldInfo
	// fields are the fields with a JSON name, by that name, including those of
	// structs embedded inline. Each index is relative to the struct.
	fields map[string]reflect.StructField
}

var structInfos sync.Map // of structInfo, by reflect.Type

func structInfoOf(t reflect.Type) structInfo {
	if known, ok := structInfos.Load(t); ok {
		return known.(structInfo)
	}
	s := structInfo{fields: map[string]reflect.StructField{}}
	for i := range t.NumField() {
		d := fieldInfo{StructField: t.Field(i)}
		d.Tag = Tag(t, d.StructField)
		d.name, d.inline = JSONName(d.StructField), Inline(d.StructField)
		d.defaultValue, d.hasDefault = d.Tag.Lookup("default")
		s.fieldInfos = append(s.fieldInfos, d)
		if d.inline {
			for name, inner := range structInfoOf(d.Type).fields {
				inner.Index = append([]int{i}, inner.Index...)
				s.fields[name] = inner
			}
		} else if d.name != "" {
			s.fields[d.name] = d.StructField
		}
	}
	structInfos.Store(t, s)
	return s
}

// Inline reports whether the fields of f are serialized as fields of the struct
// that embeds it.
func Inline(f reflect.StructField) bool {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return f.Anonymous && name == ""
}

// JSONName returns the name of a struct field in JSON and YAML. It is empty for
// a field that is unexported, excluded or embedded inline.
func JSONName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if !f.IsExported() || name == "-" {
		return ""
	}
	return name
}

// Field returns the field of a struct type with a JSON name, including the
// fields of structs embedded inline, and false if the field does not exist.
func Field(t reflect.Type, name string) (reflect.StructField, bool) {
	f, known := structInfoOf(t).fields[name]
	return f, known
}

// Lookup returns the field at a path of JSON names in a struct, or the zero
// Value if a pointer on the path is nil. It panics if the type does not have
// the path, which the first test of the caller detects.
func Lookup(v any, path ...string) reflect.Value {
	value := reflect.ValueOf(v)
	for _, name := range path {
		for value.Kind() == reflect.Pointer {
			if value.IsNil() {
				return reflect.Value{}
			}
			value = value.Elem()
		}
		f, known := structInfoOf(value.Type()).fields[name]
		if !known {
			panic(fmt.Sprintf("%s has no field %s", value.Type(), name))
		}
		value = value.FieldByIndex(f.Index)
	}
	return value
}

// Walk calls visit for every field that is set in v and in the structs and
// lists below it, with the field's path and declaration. It does not descend
// into Kubernetes types, which do not have the tags of this package.
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
		for i, d := range structInfoOf(v.Type()).fieldInfos {
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

// Kubernetes reports whether a type belongs to the Kubernetes API.
func Kubernetes(t reflect.Type) bool { return strings.HasPrefix(t.PkgPath(), "k8s.io/") }

// Texts calls visit for every text that is not empty in v and in the structs, lists
// and maps below it, with the path of its field.
func Texts(v any, path *field.Path, visit func(*field.Path, string)) {
	visitTexts(reflect.ValueOf(v), path, visit)
}

func visitTexts(v reflect.Value, path *field.Path, visit func(*field.Path, string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			visitTexts(v.Elem(), path, visit)
		}
	case reflect.String:
		if v.String() != "" {
			visit(path, v.String())
		}
	case reflect.Slice:
		for i := range v.Len() {
			visitTexts(v.Index(i), path.Index(i), visit)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			visitTexts(v.MapIndex(key), path.Key(key.String()), visit)
		}
	case reflect.Struct:
		if reflect.PointerTo(v.Type()).Implements(unmarshaler) {
			return // such as a quantity
		}
		for i, f := range structInfoOf(v.Type()).fieldInfos {
			switch {
			case f.inline:
				visitTexts(v.Field(i), path, visit)
			case f.name != "":
				visitTexts(v.Field(i), path.Child(f.name), visit)
			}
		}
	}
}
