package decode

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
		for i, d := range shapeOf(v.Type()).declarations {
			fillField(v.Field(i), d, path, filled)
		}
	}
}

func fillField(v reflect.Value, d declaration, path *field.Path, filled func(*field.Path)) {
	if d.inline {
		fill(v, path, filled)
		return
	}
	if d.name == "" {
		return
	}
	path = path.Child(d.name)
	if !d.hasFallback || !v.IsZero() {
		fill(v, path, filled)
		return
	}
	if v.Kind() == reflect.String {
		v.SetString(d.fallback)
	} else if err := json.Unmarshal([]byte(d.fallback), v.Addr().Interface()); err != nil {
		panic(err) // a mistake in our own tag; the first test shows it
	}
	filled(path)
}
