package fn_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/fn"
	"github.com/registry-profile/registry-profile/fn/golden"
	"github.com/registry-profile/registry-profile/fn/manifest"
)

// TestRender renders the profile of every archive and compares with what the
// archive wants.
func TestRender(t *testing.T) {
	files, err := filepath.Glob("testdata/render/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			require.Len(t, archive.Files, 2)
			archive.Files[1].Data = render(t, archive.Files[0].Data)
			golden.Assert(t, file, txtar.Format(archive))
		})
	}
}

func render(t *testing.T, profile []byte) []byte {
	t.Helper()
	nodes, err := fn.ReadDocuments(profile)
	require.NoError(t, err)
	require.Len(t, nodes, 1)
	objects, results := fn.Render(nodes[0])
	require.Zero(t, results.ExitCode(), results.String())
	documents, err := fn.Documents(objects, (*manifest.Object).Document)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, fn.WriteDocuments(&out, documents))
	return out.Bytes()
}

func TestReadDocumentsSeparatesWithComments(t *testing.T) {
	nodes, err := fn.ReadDocuments([]byte("# first\na: b\n--- # second\nc: d\n"))
	require.NoError(t, err)
	assert.Len(t, nodes, 2)
}
