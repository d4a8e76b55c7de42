package fields

import (
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
)

// kubernetes returns the field at a path that leads into a type of the
// Kubernetes API, and its direct children, with the documentation of that API.
// The result is empty if the path does not exist.
func kubernetes(path string, all []Field) []Field {
	t := reflect.TypeFor[v1alpha1.Spec]()
	var found Field
	at := "spec"
	for _, name := range strings.Split(path, ".")[1:] {
		holder := element(t)
		if holder.Kind() != reflect.Struct {
			return nil
		}
		f, ok := decode.Field(holder, name)
		if !ok {
			return nil
		}
		at += "." + name
		if decode.Kubernetes(holder) {
			found = documented(holder, f, at, found)
		} else {
			found = one(all, at)
		}
		t = f.Type
	}
	list := []Field{found}
	if holder := element(t); holder.Kind() == reflect.Struct && decode.Kubernetes(holder) && !scalar(holder) {
		for i := range holder.NumField() {
			if f := holder.Field(i); decode.JSONName(f) != "" {
				list = append(list, documented(holder, f, at+"."+decode.JSONName(f), found))
			}
		}
	}
	return list
}

// one returns the field at a path without indexes.
func one(all []Field, path string) Field {
	for _, f := range all {
		if strings.ReplaceAll(f.Path, "[]", "") == path {
			return f
		}
	}
	return Field{}
}

// documented returns a field of a Kubernetes type.
func documented(holder reflect.Type, f reflect.StructField, path string, above Field) Field {
	doc := ""
	if api, ok := reflect.Zero(holder).Interface().(interface{ SwaggerDoc() map[string]string }); ok {
		doc = api.SwaggerDoc()[decode.JSONName(f)]
	}
	return Field{Path: path, Type: typeName(f.Type), Doc: doc, Since: above.Since, Book: above.Book}
}

func typeName(t reflect.Type) string {
	prefix := ""
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Slice {
		prefix = "list of "
	}
	switch t = element(t); {
	case t == reflect.TypeFor[metav1.Duration]():
		return prefix + "duration"
	case t == reflect.TypeFor[resource.Quantity]():
		return prefix + "quantity"
	case t.Kind() == reflect.Struct:
		return prefix + "Kubernetes " + t.Name()
	case t.Kind() == reflect.Map:
		return prefix + "map of " + t.Elem().Name()
	case t.Kind() == reflect.Bool:
		return prefix + "boolean"
	case t.Kind() == reflect.String:
		return prefix + "string"
	default:
		return prefix + "integer"
	}
}

func scalar(t reflect.Type) bool {
	return t == reflect.TypeFor[metav1.Duration]() || t == reflect.TypeFor[resource.Quantity]()
}

// element returns the element type of pointers and lists.
func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}
