package doctor_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/doctor"
	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// script is a program that generates one object.
const script = "#!/bin/sh\ncat <<EOF\napiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\nEOF\n"

// plugins returns a folder with plugins for some kinds.
func plugins(t *testing.T, kinds ...string) string {
	t.Helper()
	home := t.TempDir()
	install(t, home, kinds...)
	return home
}

func install(t *testing.T, home string, kinds ...string) {
	t.Helper()
	for _, path := range kustomize.PluginPaths(home) {
		if slices.Contains(kinds, filepath.Base(path)) {
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\necho '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'\n"), 0o755))
		}
	}
}

// TestRuns compares what doctor says about a folder with what kustomize does, in
// several environments.
func TestRuns(t *testing.T) {
	annotated := func(spec string) string { return strings.Replace(execFn, "exec: {path: registry-profile}", spec, 1) }
	tests := map[string]struct {
		profile string
		home    string // of the plugins, relative to the home of the user
		kinds   []string
		set     map[string]string // variables, whose values are relative to the home of the user
		inPath  bool
		exec    bool   // build with --enable-exec
		fails   string // the message of kustomize, which doctor quotes
	}{
		"in PATH, no plugin":           {profile, "", nil, nil, true, true, "unable to find plugin root"},
		"no plugin, a folder":          {profile, "elsewhere", nil, nil, true, false, "unable to find plugin root"},
		"a variable without a folder":  {profile, "", nil, map[string]string{konfig.KustomizePluginHomeEnv: "gone"}, true, false, "unable to find plugin root"},
		"plugins of others":            {profile, ".config/kustomize/plugin", nil, nil, true, false, "expected file with Go object code"},
		"half of the plugins":          {profile, ".config/kustomize/plugin", []string{v1alpha1.PolicyKind}, nil, true, false, "expected file with Go object code"},
		"the default folder":           {profile, ".config/kustomize/plugin", []string{v1alpha1.Kind}, nil, false, false, ""},
		"the folder without .config":   {profile, "kustomize/plugin", []string{v1alpha1.Kind}, nil, false, false, ""},
		"the folder of XDG":            {profile, "xdg/kustomize/plugin", []string{v1alpha1.Kind}, map[string]string{konfig.XdgConfigHomeEnv: "xdg"}, false, false, ""},
		"the folder of the variable":   {profile, "p", []string{v1alpha1.Kind}, map[string]string{konfig.KustomizePluginHomeEnv: "p"}, false, false, ""},
		"a fallback of the variable":   {profile, ".config/kustomize/plugin", []string{v1alpha1.Kind}, map[string]string{konfig.KustomizePluginHomeEnv: "gone"}, false, false, ""},
		"an exec function":             {execFn, "", nil, nil, true, true, ""},
		"an exec function, old key":    {strings.Replace(execFn, "kubernetes.io", "k8s.io", 1), "", nil, nil, true, true, ""},
		"an exec function not in PATH": {execFn, ".config/kustomize/plugin", []string{v1alpha1.Kind}, nil, false, true, "couldn't execute function"},
		"a broken annotation":          {annotated("exce: {path: a}"), "", nil, nil, true, true, "unknown field"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			user, bin := t.TempDir(), t.TempDir()
			for _, variable := range []string{konfig.KustomizePluginHomeEnv, konfig.XdgConfigHomeEnv} {
				t.Setenv(variable, "")
			}
			for variable, path := range test.set {
				t.Setenv(variable, filepath.Join(user, path))
			}
			t.Setenv("HOME", user)
			t.Setenv("PATH", bin+":/bin:/usr/bin")
			if test.inPath {
				require.NoError(t, os.WriteFile(filepath.Join(bin, "registry-profile"), []byte(script), 0o755))
			}
			if test.home != "" {
				require.NoError(t, os.MkdirAll(filepath.Join(user, test.home), 0o755))
				install(t, filepath.Join(user, test.home), test.kinds...)
			}
			dir := folder(t, "-- kustomization.yaml --\ngenerators: [p.yaml]\n-- p.yaml --\n"+test.profile)

			options := krusty.MakeDefaultOptions()
			options.PluginConfig = types.EnabledPluginConfig(types.BploUseStaticallyLinked)
			options.PluginConfig.FnpLoadingOptions.EnableExec = test.exec
			_, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), dir)
			found := about(doctor.System("").Diagnose([]string{dir}))
			problem := ""
			for _, f := range found {
				if f.Level == doctor.Wrong {
					problem += f.Text
				}
			}
			if test.fails == "" {
				require.NoError(t, err)
				assert.Empty(t, problem)
				summary := found[len(found)-1].Text
				assert.Contains(t, summary, "--enable-alpha-plugins")
				assert.Equal(t, test.exec, strings.Contains(summary, "--enable-exec"), summary)
				return
			}
			require.ErrorContains(t, err, test.fails)
			assert.Contains(t, problem, test.fails)
		})
	}
}

// TestCheckHome checks the plugin in the folder that kustomize chooses, without a
// folder to check.
func TestCheckHome(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own")
	require.NoError(t, os.WriteFile(own, []byte("#!/bin/sh\necho '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'\n"), 0o755))
	user := t.TempDir()
	t.Setenv("HOME", user)
	t.Setenv(konfig.XdgConfigHomeEnv, "")
	t.Setenv(konfig.KustomizePluginHomeEnv, "")
	install(t, filepath.Join(user, ".config/kustomize/plugin"), v1alpha1.Kind, v1alpha1.PolicyKind)
	e := doctor.System(own)
	e.LookPath = func(string) (string, error) { return "", errors.New("not found") }
	assert.Equal(t, doctor.OK, e.Check(doctor.Needs{})[1].Level)
	t.Setenv(konfig.KustomizePluginHomeEnv, filepath.Join(user, "gone"))
	assert.Equal(t, doctor.Warning, e.Check(doctor.Needs{})[1].Level)
}

// TestFleet checks that equal findings of many folders are one, with all places.
func TestFleet(t *testing.T) {
	var files strings.Builder
	for i := range 4 {
		fmt.Fprintf(&files, "-- %d/kustomization.yaml --\ngenerators: [p.yaml]\n-- %d/p.yaml --\n%s", i, i, profile)
	}
	dir := folder(t, files.String()+"-- plain/p.yaml --\n"+profile)
	var sources []string
	for i := range 4 {
		sources = append(sources, filepath.Join(dir, fmt.Sprint(i)))
	}
	plain := filepath.Join(dir, "plain/p.yaml")
	found := environment([]string{"kustomize", "registry-profile"}, "", "v5.7.0", nil).Diagnose(append(sources, plain))
	grouped := about(slices.Clone(found))
	require.Len(t, grouped, 2)
	assert.Equal(t, doctor.Wrong, grouped[0].Level)
	assert.Len(t, grouped[0].Places, 4)
	assert.Equal(t, doctor.OK, grouped[1].Level)
	assert.Equal(t, []string{plain}, grouped[1].Places)

	found = environment(nil, "", "", nil).Diagnose([]string{plain})
	assert.NotContains(t, levels(found), doctor.Wrong, "a plain profile needs no kustomize")
}
