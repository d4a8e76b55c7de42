// Package golden compares what the program writes with files that hold what it
// shall write, byte for byte. With the flag -update the files are rewritten.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Updating reports whether golden files are being rewritten.
func Updating() bool { return *update }

// Assert fails the test unless the file holds exactly got. A missing file
// fails too; -update makes it.
func Assert(t testing.TB, file string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "make update writes it")
	assert.Equal(t, string(want), string(got), "%s is stale; if the change is meant, run make update", file)
}

// NoOrphans fails the test if a file matches pattern and is not among used: a
// golden file that nothing compares with proves nothing.
func NoOrphans(t testing.TB, pattern string, used []string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	for _, file := range files {
		if !slices.Contains(used, file) {
			t.Errorf("%s: nothing uses it", file)
		}
	}
}
