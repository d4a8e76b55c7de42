package pipeline_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/report"
)

// TestConverge runs the function on the items of every archive and compares the
// items and the results with the archive. A second run must change nothing.
func TestConverge(t *testing.T) {
	files, err := filepath.Glob("testdata/converge/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			require.Len(t, archive.Files, 4)
			config, items := archive.Files[0].Data, archive.Files[1].Data
			once, results, ok := converge(t, config, items)
			archive.Files[2].Data, archive.Files[3].Data = []byte(once), []byte(results)
			golden.Assert(t, file, txtar.Format(archive))
			if !ok {
				assert.Equal(t, string(items), once, "a failure changes nothing")
				return
			}
			twice, results, ok := converge(t, config, []byte(once))
			assert.True(t, ok)
			assert.Equal(t, once, twice)
			assert.NotContains(t, results, "info:", "a second run does nothing")
		})
	}
}

// converge returns the items after a run, as a host writes them, and the
// results.
func converge(t *testing.T, config, items []byte) (string, string, bool) {
	t.Helper()
	list := &krm.ResourceList{FunctionConfig: yaml.MustParse(string(config))}
	var err error
	list.Items, err = krm.ReadDocuments(items)
	require.NoError(t, err)
	ok := function.Run(list)
	var documents []string
	for _, item := range list.Items {
		text, err := item.String()
		require.NoError(t, err)
		documents = append(documents, text)
	}
	found := slices.Clone(report.Notable(list.Diagnostics))
	for i := range found {
		if found[i].Rule != "" {
			found[i].Message = "…" // the message is tested with the rule
		}
	}
	var results bytes.Buffer
	report.Lines(&results, "", found)
	return strings.Join(documents, "---\n"), results.String(), ok
}
