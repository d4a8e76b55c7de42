package doctor_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/doctor"
)

const (
	profile  = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod}\n"
	execFn   = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod, annotations: {config.kubernetes.io/function: \"exec: {path: registry-profile}\"}}\n"
	policy   = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: prod}\n"
	readOnly = policy + "spec: {output: None}\n"
)

func TestKustomization(t *testing.T) {
	tests := map[string]struct {
		files string
		want  []doctor.Level
	}{
		"a generator":              {"-- kustomization.yaml --\ngenerators: [p.yaml]\n-- p.yaml --\n" + profile, []doctor.Level{doctor.OK}},
		"a transformer":            {"-- kustomization.yaml --\ntransformers: [p.yaml]\n-- p.yaml --\n" + profile, []doctor.Level{doctor.OK}},
		"a prefix":                 {"-- kustomization.yaml --\ngenerators: [p.yaml]\nnamePrefix: a-\n-- p.yaml --\n" + profile, []doctor.Level{doctor.Wrong}},
		"a prefix and a namespace": {"-- kustomization.yaml --\ngenerators: [p.yaml]\nnamespace: a\nnameSuffix: -a\n-- p.yaml --\n" + profile, []doctor.Level{doctor.Wrong, doctor.Wrong}},
		"a prefix further up":      {"-- kustomization.yaml --\nresources: [base]\nnamePrefix: a-\n-- base/kustomization.yaml --\ngenerators: [p.yaml]\n-- base/p.yaml --\n" + profile, []doctor.Level{doctor.Wrong}},
		"a prefix elsewhere":       {"-- kustomization.yaml --\nresources: [x, z]\n-- x/kustomization.yaml --\nnamePrefix: a-\n-- z/kustomization.yaml --\ngenerators: [p.yaml]\n-- z/p.yaml --\n" + profile, []doctor.Level{doctor.OK}},
		"a prefix of transformed":  {"-- kustomization.yaml --\ntransformers: [p.yaml]\nnamePrefix: a-\n-- p.yaml --\n" + profile, []doctor.Level{doctor.OK}},
		"a profile as a resource":  {"-- kustomization.yaml --\nresources: [p.yaml]\ngenerators: [q.yaml]\n-- p.yaml --\n" + profile + "-- q.yaml --\n" + profile, []doctor.Level{doctor.Wrong}},
		"a profile of a fleet":     {"-- kustomization.yaml --\nresources: [p.yaml]\n-- p.yaml --\n" + profile, []doctor.Level{doctor.OK}},
		"an exec function":         {"-- kustomization.yaml --\ngenerators: [p.yaml]\n-- p.yaml --\n" + execFn, []doctor.Level{doctor.Warning, doctor.OK}},
		"a policy that writes":     {"-- kustomization.yaml --\nvalidators: [p.yaml]\n-- p.yaml --\n" + policy, []doctor.Level{doctor.Wrong}},
		"a policy that does not":   {"-- kustomization.yaml --\nvalidators: [p.yaml]\n-- p.yaml --\n" + readOnly, []doctor.Level{doctor.OK}},
		"a policy as transformer":  {"-- kustomization.yaml --\ntransformers: [p.yaml]\n-- p.yaml --\n" + policy, []doctor.Level{doctor.OK}},
		"a profile that validates": {"-- kustomization.yaml --\nvalidators: [p.yaml]\n-- p.yaml --\n" + profile, []doctor.Level{doctor.Wrong}},
		"functions of others":      {"-- kustomization.yaml --\nvalidators: [p.yaml]\n-- p.yaml --\n" + strings.ReplaceAll(execFn, "registryprofile.dev", "example.com"), []doctor.Level{doctor.OK}},
		"errors of kustomize":      {"-- kustomization.yaml --\nresources: [missing.yaml, \"https://example.com/a\"]\ngenerators: [missing.yaml, p.yaml]\n-- p.yaml --\n\t{\n", []doctor.Level{doctor.Wrong}},
		"folders in a ring":        {"-- kustomization.yaml --\nresources: [x]\n-- x/kustomization.yaml --\nresources: [..]\n", []doctor.Level{doctor.Wrong}},
		"none below":               {"-- kustomization.yaml --\nresources: [x]\n-- x/p.yaml --\n" + profile, []doctor.Level{doctor.Wrong}},
		"a broken function":        {"-- kustomization.yaml --\ngenerators: [p.yaml]\n-- p.yaml --\na: [\n", []doctor.Level{doctor.Wrong}},
		"an inline generator":      {"-- kustomization.yaml --\nnamePrefix: a-\ngenerators:\n- |\n  " + strings.ReplaceAll(strings.TrimSpace(profile), "\n", "\n  ") + "\n", []doctor.Level{doctor.Wrong}},
		"a composed generator":     {"-- kustomization.yaml --\nnamePrefix: a-\ngenerators: [x]\n-- x/kustomization.yaml --\nresources: [p.yaml]\n-- x/p.yaml --\n" + profile, []doctor.Level{doctor.Wrong}},
		"a remote base":            {"-- kustomization.yaml --\nresources: [\"https://example.com/a\"]\ngenerators: [p.yaml]\n-- p.yaml --\n" + profile, []doctor.Level{doctor.Warning, doctor.OK}},
		"a chart":                  {"-- kustomization.yaml --\nhelmCharts: [{name: a, repo: \"https://example.com\"}]\n", []doctor.Level{doctor.Warning, doctor.OK}},
		"a broken kustomization":   {"-- kustomization.yaml --\nresources: text\n", []doctor.Level{doctor.Wrong}},
	}
	e := environment([]string{"kustomize", "registry-profile"}, plugins(t, v1alpha1.Kind, v1alpha1.PolicyKind), "v5.7.0", nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, test.files)
			found := about(e.Diagnose([]string{dir}))
			assert.Equal(t, test.want, levels(found), "%v", found)
			for _, f := range found {
				assert.Equal(t, f.Level == doctor.OK, f.Fix == "", "each problem has a remedy: %s", f.Text)
				assert.NotContains(t, f.Text, dir, "a path is a place")
			}
		})
	}
}

// about returns the findings about files and folders.
func about(found []doctor.Finding) []doctor.Finding {
	return slices.DeleteFunc(found, func(f doctor.Finding) bool { return f.Places == nil })
}

// folder writes the files of a txtar archive into a new folder.
func folder(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, txtar.Write(txtar.Parse([]byte(archive)), dir))
	return dir
}
