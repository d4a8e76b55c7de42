package cmd_test

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/registry-profile/registry-profile/internal/cmd"
)

// run runs the program in the working directory.
func run(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cmd.Run(args, func(string) string { return "" }, cmd.Streams{In: strings.NewReader(stdin), Out: &out, Err: &errs})
	return code, out.String(), errs.String()
}

// write writes the files of a txtar archive to a folder.
func write(t *testing.T, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, f.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, f.Data, 0o644))
	}
}

func git(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-c", "user.name=test", "-c", "user.email=test@example.com"}, args...)...).CombinedOutput()
	require.NoError(t, err, string(out))
}

// profileOf returns a valid profile.
func profileOf(name string) string {
	return "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: " + name + "}\n" +
		"spec: {openshift: {version: \"4.18\", platform: AWS}, storage: {s3: {bucket: images, region: eu-west-1}}}\n"
}

// commands are the commands that read profiles, with their arguments around an input.
// plan compares the input with itself, except for standard input.
var commands = map[string]func(input string) []string{
	"render":  func(input string) []string { return []string{"render", input, "-o", "out"} },
	"lint":    func(input string) []string { return []string{"lint", input} },
	"graph":   func(input string) []string { return []string{"graph", input} },
	"explain": func(input string) []string { return []string{"explain", "--emitted", input} },
	"report":  func(input string) []string { return []string{"report", input} },
	"plan": func(input string) []string {
		if input == "-" {
			return []string{"plan", "whole.yaml", "-"}
		}
		return []string{"plan", input, input}
	},
}

// TestArguments gives each argument and each fault to each command, which must accept
// the same arguments, and return the same exit codes and messages.
func TestArguments(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	const list = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"
	indented := "- " + strings.TrimSuffix(strings.ReplaceAll(profileOf("a"), "\n", "\n  "), "  ")
	const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other, namespace: other}\n"
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Chdir(t.TempDir())
	write(t, ".", "-- whole.yaml --\n"+profileOf("a")+
		"-- two.yaml --\n"+profileOf("a")+"---\n"+profileOf("b")+
		"-- kustomization/kustomization.yaml --\nresources: [p.yaml]\n-- kustomization/p.yaml --\n"+profileOf("a")+
		"-- fleet/a/kustomization.yaml --\nresources: [p.yaml]\n-- fleet/a/p.yaml --\n"+profileOf("a")+"-- fleet/b.yaml --\n"+profileOf("b")+
		"-- empty.yaml --\n# nothing\n-- broken.yaml --\nkind: RegistryProfile\nmetadata: {\n"+
		"-- brokenfolder/p.yaml --\nkind: RegistryProfile\nmetadata: {\n"+
		"-- invalid.yaml --\n"+strings.Replace(profileOf("a"), "AWS", "Moon", 1)+
		"-- unbuilt/kustomization.yaml --\nresources: [missing.yaml]\npatches: [{path: p.yaml}]\n-- unbuilt/p.yaml --\n"+profileOf("a")+
		"-- none/README --\nnothing\n-- other.yaml --\n"+configMap)
	git(t, "init", "-q", "-b", "trunk")
	git(t, "add", ".")
	git(t, "commit", "-qm", "one")

	tests := map[string]struct {
		input, stdin string
		code         int
		except       map[string]int // codes of commands that differ, with the reason in the documentation
		message      string
	}{
		"a file":                      {input: "whole.yaml"},
		"a file with two profiles":    {input: "two.yaml"},
		"a kustomization":             {input: "kustomization"},
		"a folder":                    {input: "fleet"},
		"a file of a revision":        {input: "HEAD:whole.yaml"},
		"a folder of a revision":      {input: "trunk:fleet"},
		"the root of a kustomization": {input: "HEAD:kustomization/"},
		"a profile":                   {input: "-", stdin: profileOf("a")},
		"JSON":                        {input: "-", stdin: `{"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": {"name": "a"}, "spec": {"openshift": {"version": "4.18", "platform": "AWS"}}}`},
		"a chart":                     {input: "-", stdin: "---\n# Source: fleet/templates/profiles.yaml\n" + profileOf("a") + "---\n# Source: fleet/templates/profiles.yaml\n" + profileOf("b")},
		"a ResourceList":              {input: "-", stdin: list + "items:\n" + indented},
		"a functionConfig":            {input: "-", stdin: list + "items: []\nfunctionConfig:\n  " + strings.TrimSuffix(strings.ReplaceAll(profileOf("a"), "\n", "\n  "), "  ")},

		"a missing file":               {input: "nowhere.yaml", code: 2, message: "error: nowhere.yaml: no such file or directory\n"},
		"a path in a file":             {input: "whole.yaml/x", code: 2, message: "not a directory"},
		"a missing revision":           {input: "nowhere:fleet", code: 2, message: "error: nowhere:fleet: git ls-tree: "},
		"a missing path in a revision": {input: "HEAD:nothing", code: 2, message: "error: HEAD:nothing: no such file or directory in the Git revision HEAD\n"},
		"a path outside of a revision": {input: "HEAD:../x", code: 2, message: "error: HEAD:../x: no such file or directory in"},
		"a revision without a path":    {input: "trunk", code: 2, message: "error: trunk: no such file or directory; for the Git revision trunk, add a path, for example trunk:clusters\n"},
		"an empty file":                {input: "empty.yaml", code: 2, message: "empty.yaml: "},
		"an empty stream":              {input: "-", code: 2, message: "empty; check that the command that writes it succeeds"},
		"a folder without profiles":    {input: "none", code: 2, except: map[string]int{"lint": 0}},
		"a broken file":                {input: "broken.yaml", code: 1, message: "broken.yaml"},
		"a folder with a broken file":  {input: "brokenfolder", code: 1, except: map[string]int{"report": 0}, message: "p.yaml"},
		"a broken file of a revision":  {input: "HEAD:broken.yaml", code: 1, message: "HEAD:broken.yaml"},
		"a broken stream":              {input: "-", stdin: "kind: RegistryProfile\nmetadata: {\n", code: 1, message: "-"},
		"an invalid profile":           {input: "invalid.yaml", code: 1, except: map[string]int{"report": 0}},
		"an invalid profile in a list": {input: "-", stdin: strings.Replace(list+"items:\n"+indented, "AWS", "Moon", 1), code: 1, except: map[string]int{"report": 0}},
		"a broken kustomization":       {input: "unbuilt", code: 1, except: map[string]int{"report": 0}},
		"another object":               {input: "other.yaml", code: 1, except: map[string]int{"lint": 0}},
		"several other objects":        {input: "-", stdin: configMap + "---\n" + configMap, code: 1, except: map[string]int{"lint": 0}},
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		test := tests[name]
		for command, arguments := range commands {
			t.Run(name+"/"+command, func(t *testing.T) {
				args := arguments(test.input)
				code, stdout, stderr := run(t, test.stdin, args...)
				want, different := test.except[command]
				if !different {
					want = test.code
				}
				if command == "plan" && code == 3 { // two clusters became one
					code = 0
				}
				assert.Equal(t, want, code, "%v: %s%s", args, stdout, stderr)
				assert.NotContains(t, stdout+stderr, temporary, "copies have the names of the arguments")
				if want != 0 && !different {
					assert.Contains(t, stdout+stderr, test.message)
				}
			})
		}
	}
	assert.Empty(t, contents(t, temporary), "copies are removed")
}

// TestPipes reads arguments of a shell such as <(command), which can be read once.
func TestPipes(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, ".", "-- whole.yaml --\n"+profileOf("a"))
	for command, arguments := range commands {
		if command == "plan" {
			continue // reads its input twice
		}
		t.Run(command, func(t *testing.T) {
			require.NoError(t, exec.Command("mkfifo", command).Run())
			done := make(chan error)
			go func() { done <- os.WriteFile(command, []byte(profileOf("a")), 0) }()
			code, stdout, stderr := run(t, "", arguments(command)...)
			assert.Zero(t, code, stdout+stderr)
			require.NoError(t, <-done)
		})
	}
	code, _, stderr := run(t, profileOf("a"), "render", "-", "-")
	assert.Equal(t, 2, code)
	assert.Contains(t, stderr, "-: standard input can only be read once")
}

// TestSame requires that all forms of an argument give the same result.
func TestSame(t *testing.T) {
	t.Chdir(t.TempDir())
	const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n"
	write(t, ".", "-- p.yaml --\n"+profileOf("a")+"-- k/kustomization.yaml --\nresources: [p.yaml, c.yaml]\n-- k/p.yaml --\n"+profileOf("a")+"-- k/c.yaml --\n"+configMap)
	indent := func(text string) string {
		return strings.TrimSuffix(strings.ReplaceAll("  "+text, "\n", "\n  "), "  ")
	}
	list := "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- " + strings.TrimPrefix(indent(configMap), "  ") +
		"functionConfig:\n" + indent(profileOf("a"))
	for _, command := range [][]string{{"render"}, {"graph"}, {"explain", "--emitted"}} {
		t.Run(command[0], func(t *testing.T) {
			_, want, errs := run(t, "", append(command, "p.yaml")...)
			require.NotEmpty(t, want, errs)
			_, got, _ := run(t, profileOf("a"), append(command, "-")...)
			assert.Equal(t, want, got)

			_, want, _ = run(t, "", append(command, "k")...)
			_, got, errs = run(t, configMap+"---\n"+profileOf("a"), append(command, "-")...)
			assert.Equal(t, want, got, errs)
			_, got, errs = run(t, list, append(command, "-")...)
			assert.Equal(t, want, got, errs)
		})
	}
}
