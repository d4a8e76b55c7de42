//go:build unix

package regular_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/regular"
)

// TestRead reads regular files and links to them, and nothing else. A pipe would wait
// without end.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	require.NoError(t, os.WriteFile(path("file"), []byte("text"), 0o600))
	require.NoError(t, os.WriteFile(path("sparse"), nil, 0o600))
	require.NoError(t, os.Truncate(path("sparse"), 8<<30))
	require.NoError(t, syscall.Mkfifo(path("pipe"), 0o600))
	require.NoError(t, os.Mkdir(path("folder"), 0o700))
	for link, target := range map[string]string{"link": "file", "zero": "/dev/zero", "to-pipe": "pipe"} {
		require.NoError(t, os.Symlink(target, path(link)))
	}
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	for name, want := range map[string]string{
		"file": "", "link": "", "sparse": "larger than 4 bytes", "missing": "no such file",
		"pipe": "not a regular file", "folder": "not a regular file", "zero": "not a regular file", "to-pipe": "not a regular file",
	} {
		for kind, read := range map[string]func() ([]byte, error){
			"a path":       func() ([]byte, error) { return regular.Read(path(name), 4) },
			"below a root": func() ([]byte, error) { return regular.ReadIn(root, name, 4) },
		} {
			text, err := read()
			switch {
			case want == "":
				assert.NoError(t, err, "%s: %s", kind, name)
				assert.Equal(t, "text", string(text), "%s: %s", kind, name)
			case kind == "below a root" && name == "zero": // a link out of it
				assert.Error(t, err)
			default:
				assert.ErrorContains(t, err, want, "%s: %s", kind, name)
			}
		}
	}
}
