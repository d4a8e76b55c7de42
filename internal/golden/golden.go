// Package golden compares the output of the program with files that contain the
// expected output, byte for byte. The flag -update rewrites the files.
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

// Assert fails the test unless the file contains exactly got. A missing file is
// a failure too; -update creates it.
func Assert(t testing.TB, file string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run make update to write it")
	if line, expected, actual := firstDifference(string(want), string(got)); line > 0 {
		t.Errorf("%s is stale; if the change is intended, run make update\nline %d\n  want: %s\n  got:  %s", file, line, expected, actual)
	}
}

// firstDifference returns the first line in which two texts differ, from 1, and
// 0 if they are equal.
func firstDifference(want, got string) (line int, expected, actual string) {
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

// NoOrphans fails the test if a file matches pattern and is not among used,
// because no test reads such a golden file.
func NoOrphans(t testing.TB, pattern string, used []string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	for _, file := range files {
		if !slices.Contains(used, file) {
			t.Errorf("%s: no test reads this file; remove it", file)
		}
	}
}
