package fleet_test

import (
	"maps"
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
	require.NoError(t, os.Symlink("/etc/hostname", filepath.Join(dir, "link.txt")))
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

// TestCheckoutPath checks that only the path is written, and what its kustomizations
// and links refer to.
func TestCheckoutPath(t *testing.T) {
	repository(t)
	link := func(target, name string) {
		name = filepath.Join("..", name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.Symlink(target, name))
	}
	link("clusters", "current")
	link("../base/b.yaml", "linked/b.yaml")
	link("../linked", "chain/folder")
	link(".", "cycle/self")
	link("nothing.yaml", "dangling/a.yaml")
	link("/etc/passwd", "leaves/a.yaml")
	link("../../elsewhere", "leaves-folder/prod")
	link("/usr/bin/env", "harmless/notes.md")
	link("x/y/l/../..", "tricky/a")
	link("../../..", "tricky/x/y/l")
	commit(t, "..", "-- plain/a.yaml --\na: b\n-- plain/.gitattributes --\n* export-ignore\n"+
		"-- composed/kustomization.yaml --\nresources: [../base]\n-- base/b.yaml --\na: b\n"+
		"-- base/kustomization.yaml --\nconfigMapGenerator: [{name: a, files: [x=../other/text.txt]}]\n-- other/text.txt --\nx\n-- other/unused.txt --\nx\n"+
		"-- broken/kustomization.yaml --\n\t{\n-- remote/kustomization.yaml --\nresources: [https://example.com/plain, /etc, ../../../etc]\n")
	base := map[string]string{"base/b.yaml": "a: b\n", "base/kustomization.yaml": "configMapGenerator: [{name: a, files: [x=../other/text.txt]}]\n", "other/text.txt": "x\n"}
	with := func(all map[string]string, more ...string) map[string]string {
		all = maps.Clone(all)
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	for path, want := range map[string]map[string]string{ // nil for an error
		"plain":          {"plain/a.yaml": "a: b\n", "plain/.gitattributes": "* export-ignore\n"},
		"plain/a.yaml":   {"plain/a.yaml": "a: b\n"},
		"composed":       with(base, "composed/kustomization.yaml", "resources: [../base]\n"),
		"nothing":        {},
		"broken":         {"broken/kustomization.yaml": "\t{\n"},
		"remote":         {"remote/kustomization.yaml": "resources: [https://example.com/plain, /etc, ../../../etc]\n"},
		"current/prod":   {"current/prod/profile.yaml": "not committed\n", "clusters/prod/profile.yaml": "not committed\n"},
		"linked":         {"linked/b.yaml": "a: b\n", "base/b.yaml": "a: b\n"},
		"chain":          {"chain/folder/b.yaml": "a: b\n", "linked/b.yaml": "a: b\n", "base/b.yaml": "a: b\n"},
		"cycle":          {},
		"harmless":       {},
		"dangling":       {},
		"leaves":         nil,
		"leaves-folder":  nil,
		"leaves/a.yaml":  nil,
		"tricky":         nil,
		"../plain":       nil,
		"plain/../../..": nil,
	} {
		dir := filepath.Join(t.TempDir(), "tree")
		require.NoError(t, os.Mkdir(dir, 0o755))
		err := fleet.Checkout("HEAD", path, dir)
		if want == nil {
			assert.Error(t, err, path)
			assert.Empty(t, contents(t, dir), path)
			continue
		}
		require.NoError(t, err, path)
		assert.Equal(t, want, followed(t, dir), path)
	}
}

// followed returns the files of a folder, and those to which links in it lead.
func followed(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	var walk func(name string, depth int)
	walk = func(name string, depth int) {
		full := filepath.Join(dir, name)
		real, err := filepath.EvalSymlinks(full)
		if err != nil || depth > 4 {
			return // dangling, or a cycle
		}
		if relative, err := filepath.Rel(dir, real); assert.NoError(t, err) {
			assert.True(t, filepath.IsLocal(relative), name)
		}
		if entries, err := os.ReadDir(full); err == nil {
			for _, e := range entries {
				walk(filepath.Join(name, e.Name()), depth+1)
			}
			return
		}
		text, err := os.ReadFile(full)
		require.NoError(t, err)
		files[filepath.ToSlash(name)] = string(text)
	}
	walk("", 0)
	return files
}

// TestCheckoutSubmodule checks that a submodule is named where its files are missing.
func TestCheckoutSubmodule(t *testing.T) {
	repository(t)
	commit(t, "..", "-- plain/a.yaml --\na: b\n-- composed/kustomization.yaml --\nresources: [../vendor/shared/base]\n-- vendor/x.yaml --\na: b\n")
	run(t, "..", "update-index", "--add", "--cacheinfo", "160000,0123456789012345678901234567890123456789,vendor/shared")
	run(t, "..", "commit", "--quiet", "--message", "submodule")
	for path, fails := range map[string]bool{"plain": false, "vendor": true, "vendor/shared": true, "vendor/shared/base": true, "composed": true, ".": true} {
		err := fleet.Checkout("HEAD", path, t.TempDir())
		if !fails {
			assert.NoError(t, err, path)
			continue
		}
		assert.ErrorContains(t, err, "vendor/shared is a submodule", path)
	}
}
