package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// profileTable renders every field of a type and of the types below it, from
// their comments and tags.
func profileTable(t *testing.T, v any) string {
	var b strings.Builder
	b.WriteString("| field | type | default | what it is |\n|---|---|---|---|\n")
	for _, f := range fieldsOf(t, v) {
		text := f.Doc
		if f.Required {
			text += " Required."
		}
		if f.Since != "" {
			text += " From OpenShift " + f.Since + "."
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Path, f.Type, f.Default, text)
	}
	return b.String()
}

// TestFields writes the same for the explain command.
func TestFields(t *testing.T) {
	text, err := json.MarshalIndent(fieldsOf(t, v1alpha1.RegistryProfile{}), "", "  ")
	require.NoError(t, err)
	golden.Assert(t, "internal/fields/fields.json", append(text, '\n'))
}

func fieldsOf(t *testing.T, v any) []fields.Field {
	r := reference{t: t, comments: map[string]map[string]string{}}
	r.fields(reflect.TypeOf(v), "", fields.Field{})
	return r.list
}

type reference struct {
	t    *testing.T
	list []fields.Field
	// comments of the struct fields, by package and by Type.Field.
	comments map[string]map[string]string
}

// fields lists those of a type. What holds the type says the section of the book
// and the first release for fields that do not say it themselves.
func (r *reference) fields(t reflect.Type, path string, holder fields.Field) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := decode.JSONName(f)
		switch {
		case f.Type == reflect.TypeFor[metav1.TypeMeta](), f.Type == reflect.TypeFor[metav1.ObjectMeta]():
		case decode.Inline(f):
			r.fields(f.Type, path, holder)
		case name != "":
			r.field(t, f, strings.TrimPrefix(path+"."+name, "."), holder)
		}
	}
}

func (r *reference) field(owner reflect.Type, f reflect.StructField, path string, holder fields.Field) {
	comment := r.comment(owner, f.Name)
	require.NotEmpty(r.t, comment, "%s.%s has no comment", owner, f.Name)
	if path == "spec.openshift.platform" {
		comment += " One of " + strings.Join(openshift.PlatformNames(), ", ") + "."
	}
	if path == "spec.openshift.version" {
		comment += fmt.Sprintf(" Supported are %s to %s.", openshift.FirstRelease, openshift.LastRelease)
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
	r.list = append(r.list, field)
	if t, suffix := element(f.Type); t.Kind() == reflect.Struct && !decode.Kubernetes(t) {
		r.fields(t, path+suffix, field)
	}
}

// element is the type behind pointers and lists, and what its path adds.
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
	if t.Kind() == reflect.String {
		return listOf(suffix, name)
	}
	if lowest, highest := f.Tag.Get("min"), f.Tag.Get("max"); highest != "" {
		name += ", " + lowest + " to " + highest
	} else if lowest != "" {
		name += ", at least " + lowest
	}
	return listOf(suffix, name)
}

func listOf(suffix, name string) string {
	if suffix != "" {
		return "list of " + name
	}
	return name
}

// comment returns the doc comment of a struct field, on one line.
func (r *reference) comment(owner reflect.Type, fieldName string) string {
	dir := strings.TrimPrefix(owner.PkgPath(), module+"/")
	if r.comments[dir] == nil {
		r.comments[dir] = fieldComments(r.t, dir)
	}
	return r.comments[dir][owner.Name()+"."+fieldName]
}

func fieldComments(t *testing.T, dir string) map[string]string {
	names, err := filepath.Glob(dir + "/*.go")
	require.NoError(t, err)
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, file)
	}
	docs, err := doc.NewFromFiles(fset, files, module+"/"+dir, doc.AllDecls)
	require.NoError(t, err)
	comments := map[string]string{}
	for _, typ := range docs.Types {
		structType, ok := typ.Decl.Specs[0].(*ast.TypeSpec).Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, f := range structType.Fields.List {
			for _, name := range f.Names {
				comments[typ.Name+"."+name.Name] = strings.Join(strings.Fields(f.Doc.Text()), " ")
			}
		}
	}
	return comments
}
