// Package golden compares what the program writes with files that hold what it
// shall write, byte for byte. With the flag -update the files are rewritten.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
	if line, wanted, written := firstDifference(string(want), string(got)); line > 0 {
		t.Errorf("%s is stale; if the change is meant, run make update\nline %d\n  wanted: %s\n  got:    %s", file, line, wanted, written)
	}
}

// firstDifference returns the first line in which two texts differ, from 1, and
// 0 if they are equal.
func firstDifference(want, got string) (line int, wanted, written string) {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	at := func(lines []string, i int) string {
		if i < len(lines) {
			return lines[i]
		}
		return "(end of file)"
	}
	for i := range max(len(a), len(b)) {
		if at(a, i) != at(b, i) {
			return i + 1, at(a, i), at(b, i)
		}
	}
	return 0, "", ""
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
