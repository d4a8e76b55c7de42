// Package e2e runs the built program under the real hosts.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// root returns the root of the repository.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("..")
	require.NoError(t, err)
	return dir
}

// TestMain puts the pinned tools first in PATH.
func TestMain(m *testing.M) {
	if file := os.Getenv(measureVariable); file != "" {
		os.Exit(measure(file, os.Args[1:]))
	}
	tools, err := filepath.Abs(".cache/bin")
	if err == nil {
		_, err = os.Stat(filepath.Join(tools, "kustomize"))
	}
	if err == nil {
		err = os.Setenv("PATH", tools+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "run these tests with make e2e:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// environment returns the environment of the test with additional variables.
func environment(more ...string) []string { return append(os.Environ(), more...) }

// run runs a command in a folder and returns its standard output.
func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Run(), "%s %v\n%s%s", name, args, stdout.String(), stderr.String())
	return stdout.String()
}

// fails runs a command that must fail, and returns its output.
func fails(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	require.Error(t, err, string(out))
	return string(out)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}

// glob returns the files of the repository that match, relative to its root.
func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), pattern))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for i := range files {
		files[i], err = filepath.Rel(root(t), files[i])
		require.NoError(t, err)
	}
	return files
}

func assertFile(t *testing.T, file, got string) {
	t.Helper()
	assert.Equal(t, read(t, file), got, file)
}
