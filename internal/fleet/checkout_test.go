package fleet_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/fleet"
)

// commit writes files to a repository and commits all its files.
func commit(t *testing.T, dir, archive string) {
	t.Helper()
	write(t, dir, archive)
	run(t, dir, "add", "--all")
	run(t, dir, "commit", "--quiet", "--message", "x")
}

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

// repository creates a Git repository with two commits, and changes the working
// directory to one of its folders. The first commit has a tag.
func repository(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	for _, name := range []string{"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"} {
		t.Setenv(name, "a@example.com")
	}
	dir := t.TempDir()
	run(t, dir, "init", "--quiet")
	require.NoError(t, os.Symlink("/etc/hostname", filepath.Join(dir, "link.yaml")))
	commit(t, dir, "-- clusters/prod/profile.yaml --\nfirst\n-- clusters/old.yaml --\nold\n-- top.yaml --\ntop\n")
	run(t, dir, "tag", "first")
	require.NoError(t, os.Remove(filepath.Join(dir, "clusters/old.yaml")))
	commit(t, dir, "-- clusters/prod/profile.yaml --\nsecond\n")
	write(t, dir, "-- clusters/prod/profile.yaml --\nnot committed\n")
	t.Chdir(filepath.Join(dir, "clusters"))
}

func TestCheckout(t *testing.T) {
	repository(t)
	for revision, want := range map[string]map[string]string{
		"first":          {"clusters/prod/profile.yaml": "first\n", "clusters/old.yaml": "old\n", "top.yaml": "top\n"},
		"HEAD":           {"clusters/prod/profile.yaml": "second\n", "top.yaml": "top\n"},
		"HEAD~1":         {"clusters/prod/profile.yaml": "first\n", "clusters/old.yaml": "old\n", "top.yaml": "top\n"},
		"first:clusters": {"prod/profile.yaml": "first\n", "old.yaml": "old\n"},
	} {
		t.Run(revision, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, fleet.Checkout(revision, ".", dir))
			assert.Equal(t, want, contents(t, dir), "the whole repository, without links")
		})
	}
}

func TestCheckoutFails(t *testing.T) {
	repository(t)
	dir := t.TempDir()
	written := filepath.Join(dir, "written")
	for _, revision := range []string{"missing", "--output=" + written, ""} {
		assert.Error(t, fleet.Checkout(revision, ".", dir), revision)
	}
	assert.NoFileExists(t, written, "a revision is not an option")
	assert.Empty(t, contents(t, dir))

	t.Chdir(t.TempDir())
	assert.Error(t, fleet.Checkout("HEAD", ".", dir), "outside of a repository")
}

// TestCheckoutPath checks that only the path is written if its files cannot refer to
// others.
func TestCheckoutPath(t *testing.T) {
	repository(t)
	commit(t, "..", "-- plain/a.yaml --\na: b\n-- composed/kustomization.yaml --\nresources: [../base]\n-- base/b.yaml --\na: b\n")
	whole := t.TempDir()
	require.NoError(t, fleet.Checkout("HEAD", ".", whole))
	for path, want := range map[string]map[string]string{
		"plain": {"plain/a.yaml": "a: b\n"}, "plain/a.yaml": {"plain/a.yaml": "a: b\n"}, "composed": contents(t, whole), "nothing": contents(t, whole),
	} {
		dir := t.TempDir()
		require.NoError(t, fleet.Checkout("HEAD", path, dir), path)
		assert.Equal(t, want, contents(t, dir), path)
	}
}
