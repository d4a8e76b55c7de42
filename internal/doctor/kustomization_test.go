package doctor_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/doctor"
)

const (
	profile  = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod}\n"
	execFn   = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod, annotations: {config.kubernetes.io/function: \"exec: {path: a}\"}}\n"
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
		"an exec function":         {"-- kustomization.yaml --\ngenerators: [p.yaml]\n-- p.yaml --\n" + execFn, []doctor.Level{doctor.Warning}},
		"a policy that writes":     {"-- kustomization.yaml --\nvalidators: [p.yaml]\n-- p.yaml --\n" + policy, []doctor.Level{doctor.Wrong}},
		"a policy that does not":   {"-- kustomization.yaml --\nvalidators: [p.yaml]\n-- p.yaml --\n" + readOnly, []doctor.Level{doctor.OK}},
		"a policy as transformer":  {"-- kustomization.yaml --\ntransformers: [p.yaml]\n-- p.yaml --\n" + policy, []doctor.Level{doctor.OK}},
		"a profile that validates": {"-- kustomization.yaml --\nvalidators: [p.yaml]\n-- p.yaml --\n" + profile, []doctor.Level{doctor.Wrong}},
		"functions of others":      {"-- kustomization.yaml --\nvalidators: [p.yaml]\n-- p.yaml --\n" + strings.ReplaceAll(execFn, "registryprofile.dev", "example.com"), []doctor.Level{doctor.OK}},
		"errors of kustomize":      {"-- kustomization.yaml --\nresources: [missing.yaml, \"https://example.com/a\"]\ngenerators: [missing.yaml, p.yaml]\n-- p.yaml --\n\t{\n", []doctor.Level{doctor.Wrong}},
		"folders in a ring":        {"-- kustomization.yaml --\nresources: [x]\n-- x/kustomization.yaml --\nresources: [..]\n", []doctor.Level{doctor.Wrong}},
		"none below":               {"-- kustomization.yaml --\nresources: [x]\n-- x/p.yaml --\n" + profile, []doctor.Level{doctor.Wrong}},
		"a broken kustomization":   {"-- kustomization.yaml --\nresources: text\n", []doctor.Level{doctor.Wrong}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found, err := doctor.Kustomization(folder(t, test.files))
			require.NoError(t, err)
			assert.Equal(t, test.want, levels(found), "%v", found)
			for _, f := range found {
				assert.Equal(t, f.Level == doctor.OK, f.Fix == "", "each problem has a remedy: %s", f.Text)
			}
		})
	}
	_, err := doctor.Kustomization(folder(t, "-- p.yaml --\n"+profile))
	assert.Error(t, err, "no kustomization")
}

// folder writes the files of a txtar archive into a new folder.
func folder(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, txtar.Write(txtar.Parse([]byte(archive)), dir))
	return dir
}
