package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/registry-profile/registry-profile"

// layers lists the packages from the bottom up. A package imports only from
// layers below its own.
var layers = [][]string{
	{"api/v1alpha1", "internal/openshift", "internal/golden", "internal/verbatim", "internal/placeholder", "internal/interrupt", "internal/messages", "internal/printable", "internal/budget", "internal/regular"},
	{"internal/credential"},
	{"internal/decode", "internal/provenance"},
	{"internal/storage", "internal/crd"},
	{"internal/resolve"},
	{"internal/desired", "internal/cloud", "internal/fields"},
	{"generators", "validators"},
	{"transformers", "internal/krm", "internal/report"},
	{"internal/pipeline"},
	{"fn", "internal/kustomize"},
	{"internal/repository"},
	{"internal/access", "internal/lint", "internal/fleet", "internal/plan", "internal/argocd", "internal/importer", "internal/graph", "internal/diagnose", "internal/doctor", "internal/initprofile", "internal/cifiles", "internal/topics"},
	{"internal/htmlreport", "internal/adopt"},
	{"internal/cmd"},
	{"internal/gen/corpus"},
	{"internal/gen/artifact"},
	{"internal/gen"},
	{".", "examples", "examples/embed", "overlays", "internal/crd/generate"},
}

func TestImportsRunOneWay(t *testing.T) {
	layerOf := map[string]int{}
	for i, packages := range layers {
		for _, p := range packages {
			layerOf[p] = i
		}
	}
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "e2e" || entry.Name() == "release" || strings.HasPrefix(entry.Name(), ".") && file != ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		from := path.Dir(filepath.ToSlash(file))
		layer, known := layerOf[from]
		require.True(t, known, "%s is in no layer; add it", from)
		seen[from] = true
		for _, to := range ownImports(t, file) {
			if !strings.HasSuffix(file, "_test.go") {
				assert.Less(t, layerOf[to], layer, "%s imports %s", file, to)
			}
		}
		return nil
	})
	require.NoError(t, err)
	assert.Len(t, seen, len(layerOf), "a layer names a package that does not exist")
}

// TestContributingListsLayers compares the layout in CONTRIBUTING.md with the
// layers, from the top down. A blank line separates two layers.
func TestContributingListsLayers(t *testing.T) {
	_, rest, found := strings.Cut(read(t, "CONTRIBUTING.md"), "## Layout\n")
	require.True(t, found)
	_, rest, _ = strings.Cut(rest, "```\n")
	list, _, _ := strings.Cut(rest, "```")
	var listed [][]string
	for group := range strings.SplitSeq(strings.TrimSpace(list), "\n\n") {
		var packages []string
		for line := range strings.Lines(group) {
			packages = append(packages, strings.Fields(line)[0])
		}
		listed = append(listed, packages)
	}
	slices.Reverse(listed)
	require.Len(t, listed, len(layers))
	for i := range layers {
		assert.ElementsMatch(t, layers[i], listed[i], "layer %d", i)
	}
}

// ownImports returns the packages of this module that a file imports.
func ownImports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	require.NoError(t, err)
	var own []string
	for _, spec := range parsed.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		if rest, ours := strings.CutPrefix(name, module+"/"); ours {
			own = append(own, rest)
		}
	}
	return own
}
