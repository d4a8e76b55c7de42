package cmd_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"sigs.k8s.io/yaml"

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
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"match": match, "large": large, "pipe": pipe, "blocks": blocks, "steps": steps},
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Setenv("LAST_RELEASE", openshift.LastRelease.String())
			return nil
		},
	})
}

// large writes a ConfigMap with a value of 8 MiB.
func large(ts *testscript.TestScript, _ bool, args []string) {
	text := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: " + strings.Repeat("x", 8<<20) + "}\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// pipe creates a named pipe.
func pipe(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o600))
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

var shellBlock = regexp.MustCompile("(?ms)^ *```sh\n(.*?)^ *```")

// blocks writes the sh blocks of a Markdown file to a script.
func blocks(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: blocks document script")
	}
	script := "set -eu\n"
	for _, block := range shellBlock.FindAllStringSubmatch(ts.ReadFile(args[0]), -1) {
		script += block[1]
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(script), 0o644))
}

// steps writes the shell scripts of a CI file to a folder, one file for each step.
func steps(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: steps file folder")
	}
	var content map[string]any
	ts.Check(yaml.UnmarshalStrict([]byte(ts.ReadFile(args[0])), &content))
	ts.Check(os.MkdirAll(ts.MkAbs(args[1]), 0o755))
	found := 0
	var find func(name string, value any)
	find = func(name string, value any) {
		switch v := value.(type) {
		case map[string]any:
			if own, ok := v["name"].(string); ok {
				name = own
			}
			for key, inner := range v {
				script, isText := inner.(string)
				lines, isList := inner.([]any)
				switch {
				case (key == "script" || key == "before_script") && isList:
					for _, line := range lines {
						script += line.(string) + "\n"
					}
				case key != "run" && key != "script" || !isText:
					find(name, inner)
					continue
				}
				found++
				file := strings.ToLower(strings.ReplaceAll(name, " ", "-")) + ".sh"
				ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[1]), file), []byte(script), 0o755))
			}
		case []any:
			for _, item := range v {
				find(name, item)
			}
		}
	}
	for key, value := range content {
		find(key, value)
	}
	if found == 0 {
		ts.Fatalf("%s contains no scripts", args[0])
	}
}
