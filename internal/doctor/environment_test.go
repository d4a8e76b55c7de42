package doctor_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/api/konfig"

	"github.com/registry-profile/registry-profile/internal/doctor"
	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// environment returns an environment with programs in PATH and a kustomize version.
func environment(programs []string, home, version string, err error) doctor.Environment {
	return doctor.Environment{
		Getenv: func(name string) string {
			if name == konfig.KustomizePluginHomeEnv {
				return home
			}
			return ""
		},
		LookPath: func(program string) (string, error) {
			for _, p := range programs {
				if p == program {
					return "/bin/" + p, nil
				}
			}
			return "", exec.ErrNotFound
		},
		Output: func(string, ...string) (string, error) { return version, err },
		PluginHome: func() (string, error) {
			if home == "" {
				return "", errors.New("unable to find plugin root")
			}
			return home, nil
		},
	}
}

func levels(found []doctor.Finding) []doctor.Level {
	var all []doctor.Level
	for _, f := range found {
		all = append(all, f.Level)
	}
	return all
}

func TestCheckKustomize(t *testing.T) {
	const program = "registry-profile"
	tests := map[string]struct {
		programs []string
		version  string
		err      error
		want     doctor.Level
	}{
		"not installed":      {[]string{program}, "", nil, doctor.Wrong},
		"does not run":       {[]string{program, "kustomize"}, "", errors.New("exec format error"), doctor.Wrong},
		"the oldest":         {[]string{program, "kustomize"}, "v5.5.0\n", nil, doctor.OK},
		"newer":              {[]string{program, "kustomize"}, "v5.10.1\n", nil, doctor.OK},
		"a newer major":      {[]string{program, "kustomize"}, "6.0", nil, doctor.OK},
		"a minor too old":    {[]string{program, "kustomize"}, "v5.4.9\n", nil, doctor.Wrong},
		"a major too old":    {[]string{program, "kustomize"}, "v4.9.0\n", nil, doctor.Wrong},
		"in braces":          {[]string{program, "kustomize"}, "{kustomize/v4.5.7  2022-08-02T16:35:54Z  }\n", nil, doctor.Wrong},
		"without a version":  {[]string{program, "kustomize"}, "(devel)\n", nil, doctor.OK},
		"a number too large": {[]string{program, "kustomize"}, "v99999999999999999999.1\n", nil, doctor.OK},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found := environment(test.programs, "", test.version, test.err).Check(doctor.Needs{})
			assert.Equal(t, []doctor.Level{test.want, doctor.Warning, doctor.OK}, levels(found))
			for _, f := range found {
				assert.Equal(t, f.Level == doctor.OK, f.Fix == "", "each problem has a remedy: %s", f.Text)
			}
		})
	}
}

func TestCheckFunction(t *testing.T) {
	home := func(texts ...string) string { // with the content of each plugin
		dir := t.TempDir()
		for i, path := range kustomize.PluginPaths(dir) {
			if i < len(texts) {
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, os.WriteFile(path, []byte(texts[i]), 0o755))
			}
		}
		return dir
	}
	own := filepath.Join(t.TempDir(), "own")
	require.NoError(t, os.WriteFile(own, []byte("this"), 0o755))
	tests := map[string]struct {
		program string
		inPath  []string
		home    string
		want    doctor.Level
	}{
		"in PATH":               {own, []string{"kustomize", "registry-profile"}, "", doctor.Warning},
		"nowhere":               {own, []string{"kustomize"}, "", doctor.Wrong},
		"a plugin":              {own, []string{"kustomize"}, home("this", "this"), doctor.OK},
		"an old plugin":         {own, []string{"kustomize"}, home("this", "that"), doctor.Wrong},
		"half of the plugins":   {own, []string{"kustomize", "registry-profile"}, home("this"), doctor.Wrong},
		"an empty home":         {own, []string{"kustomize", "registry-profile"}, home(), doctor.Wrong},
		"an unreadable program": {own + "-missing", []string{"kustomize"}, home("this", "this"), doctor.Wrong},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := environment(test.inPath, test.home, "v5.7.0", nil)
			e.Program = test.program
			assert.Equal(t, []doctor.Level{doctor.OK, test.want, doctor.OK}, levels(e.Check(doctor.Needs{})))
		})
	}
}
