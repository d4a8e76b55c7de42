package strict

import (
	"encoding/json"
	"reflect"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Default fills every empty field that has a default tag, in the struct that
// into points to and in the structs below it that are present, and calls
// filled with the path of each field that it filled. The tag holds a plain
// string, or JSON for fields of other types.
func Default(into any, path *field.Path, filled func(path *field.Path)) {
	fill(reflect.ValueOf(into), path, filled)
}

func fill(v reflect.Value, path *field.Path, filled func(*field.Path)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem(), path, filled)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), path.Index(i), filled)
		}
	case reflect.Struct:
		if Kubernetes(v.Type()) {
			return
		}
		for i := range v.NumField() {
			fillField(v.Field(i), v.Type().Field(i), path, filled)
		}
	}
}

func fillField(v reflect.Value, f reflect.StructField, path *field.Path, filled func(*field.Path)) {
	name := JSONName(f)
	if Inline(f) {
		fill(v, path, filled)
		return
	}
	if name == "" {
		return
	}
	path = path.Child(name)
	text, has := f.Tag.Lookup("default")
	if !has || !v.IsZero() {
		fill(v, path, filled)
		return
	}
	if v.Kind() == reflect.String {
		v.SetString(text)
	} else if err := json.Unmarshal([]byte(text), v.Addr().Interface()); err != nil {
		panic(err) // a mistake in our own tag; the first test shows it
	}
	filled(path)
}
