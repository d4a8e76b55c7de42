package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// public are the packages that other programs import.
var public = []string{"api/v1alpha1", "fn", "generators", "transformers", "validators"}

// TestPublicSignatures requires that exported declarations of public packages
// use only types that other programs can import.
func TestPublicSignatures(t *testing.T) {
	checked := 0
	for _, dir := range public {
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		require.NoError(t, err)
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			require.NoError(t, err)
			internal := internalImports(t, file)
			for _, declaration := range file.Decls {
				for _, signature := range exportedTypes(declaration) {
					checked++
					ast.Inspect(signature, func(n ast.Node) bool {
						if selector, ok := n.(*ast.SelectorExpr); ok {
							if x, ok := selector.X.(*ast.Ident); ok {
								assert.NotContains(t, internal, x.Name, "%s: %s.%s", name, x.Name, selector.Sel.Name)
							}
						}
						return true
					})
				}
			}
		}
	}
	assert.Greater(t, checked, 100)
}

// internalImports returns the names by which a file refers to internal packages.
func internalImports(t *testing.T, file *ast.File) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		if strings.HasPrefix(path, module+"/internal/") {
			names[filepath.Base(path)] = true
		}
	}
	return names
}

// exportedTypes returns the types in an exported declaration: parameters and
// results of functions, and exported fields of types.
func exportedTypes(declaration ast.Decl) []ast.Node {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && (d.Recv == nil || exportedReceiver(d.Recv)) {
			return []ast.Node{d.Type}
		}
	case *ast.GenDecl:
		var types []ast.Node
		for _, spec := range d.Specs {
			s, ok := spec.(*ast.TypeSpec)
			if !ok || !s.Name.IsExported() {
				continue
			}
			structure, ok := s.Type.(*ast.StructType)
			if !ok {
				types = append(types, s.Type)
				continue
			}
			for _, f := range structure.Fields.List {
				if len(f.Names) == 0 || f.Names[0].IsExported() {
					types = append(types, f.Type)
				}
			}
		}
		return types
	}
	return nil
}

// exportedReceiver reports whether the type of a method is exported.
func exportedReceiver(receiver *ast.FieldList) bool {
	t := receiver.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	name, ok := t.(*ast.Ident)
	return ok && name.IsExported()
}
