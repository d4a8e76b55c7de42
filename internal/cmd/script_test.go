package cmd_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

func TestMain(m *testing.M) {
	program := func() {
		os.Exit(cmd.Run(os.Args[1:], os.Getenv, cmd.Streams{Now: time.Now, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
	}
	// Kustomize executes a plugin under the name of its kind.
	testscript.Main(m, map[string]func(){"registry-profile": program, v1alpha1.Kind: program, v1alpha1.PolicyKind: program})
}

// TestScripts runs the program as users and hosts do.
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       golden.Updating(),
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"match": match},
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Setenv("LAST_RELEASE", openshift.LastRelease.String())
			return nil
		},
	})
}

// match compares two files as cmp does, except that each … in the second file
// matches any text within a line, such as the wording of a message.
func match(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: match text pattern")
	}
	text, patterns := strings.SplitAfter(ts.ReadFile(args[0]), "\n"), strings.SplitAfter(ts.ReadFile(args[1]), "\n")
	for i := range max(len(text), len(patterns)) {
		got, want := "(end)", "(end)"
		if i < len(text) {
			got = text[i]
		}
		if i < len(patterns) {
			want = patterns[i]
		}
		expression := strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".+")
		if !regexp.MustCompile("^" + expression + "$").MatchString(got) {
			ts.Fatalf("%s:%d: %q does not match %q", args[1], i+1, got, want)
		}
	}
}
