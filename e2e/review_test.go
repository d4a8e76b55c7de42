package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

// canaries are the programs that a repository could make the function run. Those in
// $CANARIES write a file instead.
var canaries = []string{"docker", "podman", "nerdctl", "helm", "kustomize", "kpt", "git", "sh", "bash", "curl", "kubectl", "oc", "ssh"}

// TestReview attacks the program as a security reviewer would: each script tries what
// SECURITY.md says is impossible.
func TestReview(t *testing.T) {
	program := filepath.Join(root(t), "bin", "registry-profile")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/review",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			dir := filepath.Join(env.WorkDir, ".canaries")
			require.NoError(t, os.Mkdir(dir, 0o755))
			require.NoError(t, os.Symlink(program, filepath.Join(dir, "registry-profile")))
			for _, name := range canaries {
				script := "#!/bin/sh\necho " + name + " \"$@\" >>" + filepath.Join(env.WorkDir, "ran") + "\n"
				require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755))
			}
			env.Setenv("CANARIES", dir)
			env.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("TMPDIR", filepath.Join(env.WorkDir, ".tmp"))
			env.Setenv("HOSTSECRET", "hidden-value")
			env.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				env.Setenv("GIT_"+who+"_NAME", "a")
				env.Setenv("GIT_"+who+"_EMAIL", "a@example.com")
			}
			return os.MkdirAll(env.Getenv("TMPDIR"), 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"empty": empty, "mode": mode},
	})
}

// empty checks that folders contain nothing.
func empty(ts *testscript.TestScript, neg bool, args []string) {
	for _, dir := range args {
		entries, err := os.ReadDir(ts.MkAbs(dir))
		ts.Check(err)
		if (len(entries) == 0) == neg {
			ts.Fatalf("%s: %v", dir, entries)
		}
	}
}

// mode compares the permissions of files and folders.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	for _, path := range args[1:] {
		info, err := os.Stat(ts.MkAbs(path))
		ts.Check(err)
		if got := strings.TrimPrefix(info.Mode().Perm().String(), "-"); (got == args[0]) == neg {
			ts.Fatalf("%s: %s", path, got)
		}
	}
}
