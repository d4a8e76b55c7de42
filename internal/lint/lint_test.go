package lint_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/lint"
	"github.com/registry-profile/registry-profile/internal/report"
)

// clock is a time at which the certificates of testdata are valid.
var clock = lint.Options{Now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }}

// TestNoFalseAlarm lints correct manifests: the defaults of the operator on each
// platform and release, and the manifests that the OpenShift documentation shows.
// Each file sets its cluster in a policy.
func TestNoFalseAlarm(t *testing.T) {
	files, err := filepath.Glob("testdata/correct/*.yaml")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 25)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			findings, err := lint.Run([]string{file}, nil, clock)
			require.NoError(t, err)
			for _, f := range findings.Findings {
				assert.NotEqual(t, "error", f.Severity, "%d: %s: %s [%s]", f.Line, f.Field, f.Message, f.Rule)
			}
		})
	}
}

// TestExamplesAreClean lints every example with its generated manifests.
func TestExamplesAreClean(t *testing.T) {
	profiles, err := filepath.Glob("../../examples/*/profile.yaml")
	require.NoError(t, err)
	for _, file := range profiles {
		dir := filepath.Dir(file)
		files := []string{file}
		if _, err := os.Stat(filepath.Join(dir, "expected.yaml")); err == nil {
			files = append(files, filepath.Join(dir, "expected.yaml"))
		}
		findings, err := lint.Run(files, nil, clock)
		require.NoError(t, err)
		reported := map[string]bool{}
		for _, f := range findings.Findings {
			assert.Equal(t, v1alpha1.SeverityInfo, f.Severity, "%s:%d: %s: %s [%s]", f.File, f.Line, f.Field, f.Message, f.Rule)
			about := f.Rule + " " + f.Object + " " + f.Field
			assert.False(t, reported[about], "duplicate: %s", about)
			reported[about] = true
		}
	}
}

// TestAccess lints bindings that do not name the registry.
func TestAccess(t *testing.T) {
	const binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: %s\nmetadata: {name: images, namespace: %s}\n" +
		"roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: '%s'}\nsubjects: [{kind: Group, name: '%s'}]\n"
	for _, test := range []struct{ kind, namespace, role, subject, rule string }{
		{"RoleBinding", "a", "system:image-puller", "system:unauthenticated", "AC001"},
		{"RoleBinding", "a", "registry-editor", "system:authenticated", "AC002"},
		{"ClusterRoleBinding", "''", "registry-editor", "devs", "AC003"},
		{"RoleBinding", "a", "system:image-puller", "devs", ""},
	} {
		file := filepath.Join(t.TempDir(), "binding.yaml")
		require.NoError(t, os.WriteFile(file, fmt.Appendf(nil, binding, test.kind, test.namespace, test.role, test.subject), 0o600))
		findings, err := lint.Run([]string{filepath.Dir(file)}, nil, clock)
		require.NoError(t, err)
		var rules []string
		for _, f := range findings.Findings {
			rules = append(rules, f.Rule)
		}
		assert.Equal(t, test.rule, strings.Join(rules, " "), test)
	}
}

// FuzzLint checks that lint does not panic on arbitrary text, in any format.
func FuzzLint(f *testing.F) {
	for _, seed := range []string{
		"apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata:\n  name: cluster\nspec: {replicas: -1, storage: {s3: {bucket: x}, emptyDir: {}}}\n",
		"apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {x: y}}\n",
		"apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: a}\nspec: {openshift: {version: 4.20}}\n---\n- a\n",
		"resources: [a.yaml, ../b]\ngenerators: &a [*a]\n",
		"kind: List\nitems: [[a], b, {}]\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		findings, err := lint.Run([]string{"-"}, strings.NewReader(text), lint.Options{})
		if err != nil {
			return
		}
		for _, format := range report.FormatNames() {
			assert.NoError(t, report.Formats[format](io.Discard, findings, report.Style{Verbose: true}), format)
		}
	})
}
