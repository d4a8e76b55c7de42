package kustomize_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/budget"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// doubled returns components of which each lists the next one twice.
func doubled(levels int) string {
	text := file("kustomization.yaml", "resources: [a.yaml]\ncomponents: [c0, c0]\n") + file("a.yaml", configMap)
	for i := range levels {
		text += file(fmt.Sprintf("c%d/kustomization.yaml", i), component+fmt.Sprintf("components: [../c%d, ../c%[1]d]\n", i+1))
	}
	return text + file(fmt.Sprintf("c%d/kustomization.yaml", levels), component+"generatorOptions: {labels: {a: b}}\n")
}

// chain returns bases of which each lists the next one.
func chain(levels int) string {
	text := file("kustomization.yaml", "resources: [b1]\n")
	for i := 1; i < levels; i++ {
		text += file(fmt.Sprintf("b%d/kustomization.yaml", i), fmt.Sprintf("resources: [../b%d]\n", i+1))
	}
	return text + file(fmt.Sprintf("b%d/kustomization.yaml", levels), "resources: [a.yaml]\n") + file(fmt.Sprintf("b%d/a.yaml", levels), configMap)
}

// objects returns a file with objects.
func objects(n int) string {
	return file("kustomization.yaml", "resources: [a.yaml]\n") + file("a.yaml", strings.Repeat("# none\n---\n", n-1)+configMap)
}

// TestBudget composes kustomizations just within and beyond each bound.
func TestBudget(t *testing.T) {
	for name, test := range map[string]struct {
		files string
		over  bool
	}{
		"visits":              {doubled(4), false},
		"too many visits":     {doubled(25), true},
		"depth":               {chain(budget.Depth - 1), false},
		"too deep":            {chain(budget.Depth), true},
		"documents":           {objects(budget.Objects - 1), false}, // the kustomization is one
		"too many documents":  {objects(budget.Objects), true},
		"far too many levels": {chain(10 * budget.Depth), true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := kustomize.NewComposer(pipeline.Function{}).Compose(folder(t, test.files))
			if !test.over {
				require.NoError(t, err)
				return
			}
			assert.ErrorAs(t, err, new(*budget.Exceeded))
		})
	}
}

// TestSize reads no file that is larger than kustomize.MaxFile. A sparse file takes no
// space.
func TestSize(t *testing.T) {
	for name, text := range map[string]string{
		"a resource":      "resources: [big]\n",
		"a generated one": "configMapGenerator: [{name: a, files: [big]}]\n",
		"a patch":         "resources: [a.yaml]\npatches: [{path: big}]\n",
		"a generator":     "generators: [big]\n",
	} {
		dir := folder(t, file("kustomization.yaml", text)+file("a.yaml", configMap)+file("big", ""))
		require.NoError(t, os.Truncate(filepath.Join(dir, "big"), 8<<30))
		_, err := kustomize.NewComposer(pipeline.Function{}).Compose(dir)
		assert.ErrorContains(t, err, fmt.Sprintf("larger than %d bytes", kustomize.MaxFile), name)
	}
}
