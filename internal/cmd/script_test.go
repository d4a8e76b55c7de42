package cmd_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/golden"
)

func TestMain(m *testing.M) {
	program := func() {
		os.Exit(cmd.Run(os.Args[1:], os.Getenv, cmd.Streams{Now: time.Now, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
	}
	// Kustomize calls its plugins by the names of their kinds.
	testscript.Main(m, map[string]func(){"registry-profile": program, v1alpha1.Kind: program, v1alpha1.PolicyKind: program})
}

// TestScripts runs the program as people and hosts do.
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       golden.Updating(),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			return nil
		},
	})
}
