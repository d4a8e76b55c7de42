package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// TestDocuments runs every sh block of every Markdown file in a fresh copy of
// the repository, in order, starting with the README.
func TestDocuments(t *testing.T) {
	dir := fresh(t)
	env := environment("KUSTOMIZE_PLUGIN_HOME=")
	commit(t, dir)
	blocks := 0
	documents := slices.DeleteFunc(tracked(t, "*.md"), func(name string) bool { return name == "README.md" })
	for _, document := range append([]string{"README.md"}, documents...) {
		for _, block := range shellBlock.FindAllStringSubmatch(read(t, filepath.Join(root(t), document)), -1) {
			blocks++
			name, _, _ := strings.Cut(block[1], "\n")
			t.Run(document+": "+name, func(t *testing.T) {
				if name == "make test" && os.Getenv("CI") != "" {
					t.Skip("the tests already passed in this clone")
				}
				run(t, dir, env, "bash", "-euo", "pipefail", "-c", block[1])
			})
		}
	}
	require.DirExists(t, filepath.Join(dir, "package"), "kpt has run")
	require.FileExists(t, filepath.Join(dir, "package", "config_cluster.yaml"))
	fmt.Printf("proof: the commands in the documents work in a fresh copy: %d blocks\n", blocks)
}

// commit turns a folder into a Git repository with one commit.
func commit(t *testing.T, dir string) {
	t.Helper()
	env := append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-qm", "a"}} {
		run(t, dir, env, "git", args...)
	}
}

// fresh copies the tracked and new files of the repository into an empty
// folder.
func fresh(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range tracked(t) {
		from := filepath.Join(root(t), file)
		info, err := os.Stat(from)
		require.NoError(t, err)
		to := filepath.Join(dir, file)
		require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o755))
		require.NoError(t, os.WriteFile(to, []byte(read(t, from)), info.Mode()))
	}
	return dir
}

// tracked returns the tracked and new files of the repository that match a
// pattern of Git.
func tracked(t *testing.T, patterns ...string) []string {
	t.Helper()
	args := append([]string{"ls-files", "-co", "--exclude-standard", "--deduplicate"}, patterns...)
	return strings.Fields(run(t, root(t), os.Environ(), "git", args...))
}
