package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/gen/artifact"
)

// TestOneRunIsEnough builds the generator with an empty version of every
// generated file that it embeds. Its output must be the same: after a change of
// the types, the embedded files are those of the previous run.
func TestOneRunIsEnough(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	want, err := artifact.All(root)
	require.NoError(t, err)

	dir := t.TempDir()
	empty, program, overlay := filepath.Join(dir, "empty"), filepath.Join(dir, "gen"), filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(empty, nil, 0o644))
	replace := map[string]string{}
	for name := range want {
		if filepath.Ext(name) == ".json" {
			replace[filepath.Join(root, name)] = empty
		}
	}
	require.NotEmpty(t, replace)
	text, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, text, 0o644))
	out, err := exec.Command("go", "build", "-overlay", overlay, "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(out))

	// A copy of the sources protects the repository.
	copied := filepath.Join(dir, "copy")
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	for _, entry := range entries {
		from, to := filepath.Join(root, entry.Name()), filepath.Join(copied, entry.Name())
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") && entry.Name() != "bin" && entry.Name() != "e2e" {
			require.NoError(t, os.CopyFS(to, os.DirFS(from)))
		}
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(copied, "README.md"), readme, 0o644))
	generate := exec.Command(program)
	generate.Dir = copied
	out, err = generate.CombinedOutput()
	require.NoError(t, err, string(out))

	for name, content := range want {
		got, err := os.ReadFile(filepath.Join(copied, name))
		assert.NoError(t, err)
		assert.Equal(t, string(content), string(got), name)
	}
}
