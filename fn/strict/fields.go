package strict

import (
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/fn/kube"
)

// fieldsOf returns the fields of a struct by their JSON names, those of
// structs embedded inline among them, with their index from t.
func fieldsOf(t reflect.Type) map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for i := range t.NumField() {
		f := t.Field(i)
		if Inline(f) {
			for name, inner := range fieldsOf(f.Type) {
				inner.Index = append([]int{i}, inner.Index...)
				fields[name] = inner
			}
		} else if name := JSONName(f); name != "" {
			fields[name] = f
		}
	}
	return fields
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
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch name := JSONName(f); {
			case Inline(f):
				walk(v.Field(i), path, visit)
			case name != "" && !v.Field(i).IsZero():
				visit(path.Child(name), f)
				walk(v.Field(i), path.Child(name), visit)
			}
		}
	}
}

var kubePackage = reflect.TypeFor[kube.TypeMeta]().PkgPath()

// Kubernetes reports whether a type is one of Kubernetes'.
func Kubernetes(t reflect.Type) bool {
	return t.PkgPath() == kubePackage || strings.HasPrefix(t.PkgPath(), "k8s.io/")
}
