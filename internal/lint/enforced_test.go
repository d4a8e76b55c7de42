package lint_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/lint"
	"github.com/registry-profile/registry-profile/validators"
)

// TestPoliciesCannotHide adds random policies to folders of manifests. If the
// repository cannot except itself, each finding stays, with at least its severity.
func TestPoliciesCannotHide(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"only-routes", "storage-mistakes", "secrets-in-git", "replicas", "profiles", "pruners"} {
		archive, err := txtar.ParseFile(filepath.Join("testdata/corpus", name+".txtar"))
		require.NoError(t, err)
		dir := t.TempDir()
		folders := map[string]bool{}
		for _, f := range archive.Files {
			write(t, filepath.Join(dir, f.Name), f.Data)
			folders[filepath.Join(dir, filepath.Dir(f.Name))] = true
		}
		without := enforced(t, dir)
		for range 3 {
			for folder := range folders {
				write(t, filepath.Join(folder, "zz-random.yaml"), randomPolicy(random))
			}
			with := enforced(t, dir)
			for place, severity := range without {
				assert.False(t, validators.Above(severity, with[place]), "%s: %s: %s, with a policy %q", name, place, severity, with[place])
			}
		}
	}
}

// enforced returns the severities of findings by their place.
func enforced(t *testing.T, dir string) map[string]v1alpha1.Severity {
	t.Helper()
	r, err := lint.Run([]string{dir}, nil, lint.Options{Now: clock.Now, Exceptions: validators.Exceptions{Enforced: true}})
	require.NoError(t, err)
	found := map[string]v1alpha1.Severity{}
	for _, d := range r.Findings {
		place := fmt.Sprint(d.File, ":", d.Line, " ", d.Rule, " ", d.Object, " ", d.Field)
		if severity, known := found[place]; !known || validators.Above(d.Severity, severity) {
			found[place] = d.Severity
		}
	}
	return found
}

// randomPolicy returns a policy that overrides half of the rules and states facts.
func randomPolicy(random *rand.Rand) []byte {
	one := func(values ...string) string { return values[random.IntN(len(values))] }
	text := "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: random}\nspec:\n  openshift: {" +
		one("", `version: "4.12"`, `version: "4.18"`) + "}\n  rules:\n"
	if random.IntN(2) == 0 {
		text = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: random}\nspec:\n  openshift: {version: \"4.16\", platform: " +
			one("AWS", "BareMetal", "Azure") + ", environment: " + one("Production", "NonProduction") + "}\n  rules:\n"
	}
	text += "  - {id: CR001, severity: Ignore, reason: a}\n"
	for _, rule := range validators.All {
		if rule.ID != "CR001" && random.IntN(2) == 0 {
			text += fmt.Sprintf("  - {id: %s, severity: %s, reason: random}\n", rule.ID, one("Ignore", "Info", "Warning", "Error"))
		}
	}
	return []byte(text)
}

func write(t *testing.T, file string, text []byte) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, text, 0o644))
}
