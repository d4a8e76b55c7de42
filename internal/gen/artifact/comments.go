package artifact

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
)

const module = "github.com/registry-profile/registry-profile"

// comments are the doc comments of struct fields, by package and by Type.Field,
// read from the sources in the folder root.
type comments struct {
	root      string
	byPackage map[string]map[string]string
}

func newComments(root string) comments {
	return comments{root: root, byPackage: map[string]map[string]string{}}
}

// of returns the doc comment of a field on one line, empty if it has none.
func (c comments) of(owner reflect.Type, fieldName string) (string, error) {
	known, ok := c.byPackage[owner.PkgPath()]
	if !ok {
		var err error
		if known, err = c.read(owner.PkgPath()); err != nil {
			return "", err
		}
		c.byPackage[owner.PkgPath()] = known
	}
	return known[owner.Name()+"."+fieldName], nil
}

func (c comments) read(importPath string) (map[string]string, error) {
	dir, ours := strings.CutPrefix(importPath, module+"/")
	if !ours {
		return nil, fmt.Errorf("the comments of package %s are not in this repository", importPath)
	}
	names, err := filepath.Glob(filepath.Join(c.root, dir, "*.go"))
	if err != nil {
		return nil, err
	}
	positions := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(positions, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	docs, err := doc.NewFromFiles(positions, files, importPath, doc.AllDecls)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, typ := range docs.Types {
		structType, ok := typ.Decl.Specs[0].(*ast.TypeSpec).Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, f := range structType.Fields.List {
			for _, name := range f.Names {
				found[typ.Name+"."+name.Name] = strings.Join(strings.Fields(f.Doc.Text()), " ")
			}
		}
	}
	return found, nil
}
