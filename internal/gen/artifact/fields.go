package artifact

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// kinds are the kinds of the API.
var kinds = []struct {
	name string
	typ  reflect.Type
}{
	{v1alpha1.Kind, reflect.TypeFor[v1alpha1.RegistryProfile]()},
	{v1alpha1.PolicyKind, reflect.TypeFor[v1alpha1.RegistryPolicy]()},
}

// fieldDocumentation returns the documentation of the fields of a profile for
// the explain and init commands.
func fieldDocumentation(root string) (Files, error) {
	fields, err := Fields(root, v1alpha1.Kind)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(fields, "", "  ")
	return Files{"internal/fields/fields.json": append(text, '\n')}, err
}

// Fields returns every field of a kind, each in front of those below it, from
// the types, their tags and their comments.
func Fields(root, kind string) ([]fields.Field, error) {
	for _, k := range kinds {
		if k.name == kind {
			l := lister{comments: newComments(root)}
			err := l.fields(k.typ, "", fields.Field{})
			return l.list, err
		}
	}
	return nil, fmt.Errorf("%s is not a kind of %s", kind, v1alpha1.APIVersion)
}

// lister lists the fields of types.
type lister struct {
	comments
	list []fields.Field
}

// fields lists the fields of a type. A field without its own section of the
// documentation or first release inherits that of the field that contains the
// type.
func (l *lister) fields(t reflect.Type, path string, holder fields.Field) error {
	for i := range t.NumField() {
		f := t.Field(i)
		name := decode.JSONName(f)
		var err error
		switch {
		case f.Type == reflect.TypeFor[metav1.TypeMeta](), f.Type == reflect.TypeFor[metav1.ObjectMeta]():
		case decode.Inline(f):
			err = l.fields(f.Type, path, holder)
		case name != "":
			err = l.field(t, f, strings.TrimPrefix(path+"."+name, "."), holder)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *lister) field(owner reflect.Type, f reflect.StructField, path string, holder fields.Field) error {
	comment, err := l.of(owner, f.Name)
	if err != nil {
		return err
	}
	if comment == "" {
		return fmt.Errorf("%s.%s has no comment", owner, f.Name)
	}
	switch path {
	case "spec.openshift.platform":
		comment += " One of " + strings.Join(openshift.PlatformNames(), ", ") + "."
	case "spec.openshift.version":
		comment += fmt.Sprintf(" Supported are %s to %s; a newer release is treated as %[2]s, with a warning.", openshift.FirstRelease, openshift.LastRelease)
	}
	field := fields.Field{
		Path:     path,
		Type:     typeName(f),
		Default:  strings.Trim(f.Tag.Get("default"), `"`),
		Doc:      comment,
		Required: f.Tag.Get("required") == "true",
		Since:    cmp.Or(f.Tag.Get("since"), holder.Since),
		Book:     cmp.Or(f.Tag.Get("book"), holder.Book),
		Example:  strings.Trim(f.Tag.Get("example"), `"`),
	}
	l.list = append(l.list, field)
	if t, suffix := element(f.Type); t.Kind() == reflect.Struct && !decode.Kubernetes(t) {
		return l.fields(t, path+suffix, field)
	}
	return nil
}

// element returns the type behind pointers and lists, and the suffix that a
// list adds to the path.
func element(t reflect.Type) (reflect.Type, string) {
	suffix := ""
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		if t.Kind() == reflect.Slice {
			suffix = "[]"
		}
		t = t.Elem()
	}
	return t, suffix
}

// typeName describes the type of a field, with its values or bounds.
func typeName(f reflect.StructField) string {
	t, suffix := element(f.Type)
	name := ""
	switch {
	case f.Tag.Get("enum") != "":
		name = strings.ReplaceAll(f.Tag.Get("enum"), "|", ", ")
	case t == reflect.TypeFor[metav1.Duration]():
		name = "duration"
	case t == reflect.TypeFor[resource.Quantity]():
		name = "quantity"
	case decode.Kubernetes(t):
		name = "Kubernetes " + t.Name()
	case t.Kind() == reflect.Struct:
		name = "map"
	case t.Kind() == reflect.Map:
		name = "map of " + strings.ReplaceAll(t.Elem().String(), "interface {}", "anything")
	case t.Kind() == reflect.Bool:
		name = "boolean"
	case t.Kind() == reflect.String:
		name = "string"
	default:
		name = "integer"
	}
	if lowest, highest := f.Tag.Get("min"), f.Tag.Get("max"); t.Kind() != reflect.String {
		if highest != "" {
			name += ", " + lowest + " to " + highest
		} else if lowest != "" {
			name += ", at least " + lowest
		}
	}
	if suffix != "" {
		return "list of " + name
	}
	return name
}
