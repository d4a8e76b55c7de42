package decode

import (
	"encoding/json"
	"reflect"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Default sets every empty field that has a default tag, in the struct to which
// into points and in all structs below it that are present. It calls onSet with
// the path of each field that it sets. The tag holds a plain string, or JSON
// for fields of other types.
func Default(into any, path *field.Path, onSet func(path *field.Path)) {
	setDefaults(reflect.ValueOf(into), path, onSet)
}

func setDefaults(v reflect.Value, path *field.Path, onSet func(*field.Path)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			setDefaults(v.Elem(), path, onSet)
		}
	case reflect.Slice:
		for i := range v.Len() {
			setDefaults(v.Index(i), path.Index(i), onSet)
		}
	case reflect.Struct:
		if Kubernetes(v.Type()) {
			return
		}
		for i, d := range structInfoOf(v.Type()).fieldInfos {
			setFieldDefault(v.Field(i), d, path, onSet)
		}
	}
}

func setFieldDefault(v reflect.Value, d fieldInfo, path *field.Path, onSet func(*field.Path)) {
	if d.inline {
		setDefaults(v, path, onSet)
		return
	}
	if d.name == "" {
		return
	}
	path = path.Child(d.name)
	if !d.hasDefault || !v.IsZero() {
		setDefaults(v, path, onSet)
		return
	}
	if v.Kind() == reflect.String {
		v.SetString(d.defaultValue)
	} else if err := json.Unmarshal([]byte(d.defaultValue), v.Addr().Interface()); err != nil {
		panic(err) // invalid tag; the first test detects it
	}
	onSet(path)
}
