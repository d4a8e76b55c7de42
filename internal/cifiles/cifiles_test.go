package cifiles_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/cifiles"
)

// TestFiles checks what each file must have. The scripts in them are run by
// internal/cmd/testdata/script/ci.txtar.
func TestFiles(t *testing.T) {
	for system, history := range map[string]string{
		cifiles.GitHub: "fetch-depth: 0", cifiles.GitLab: `GIT_DEPTH: "0"`, cifiles.Tekton: "git clone --quiet --no-checkout -- ",
	} {
		t.Run(system, func(t *testing.T) {
			path, content, err := cifiles.File(system, cifiles.Options{Version: "v1.2.3", Branch: "trunk"})
			require.NoError(t, err)
			assert.NotEmpty(t, path)
			text := string(content)
			var parsed map[string]any
			require.NoError(t, yaml.UnmarshalStrict(content, &parsed))
			assert.Contains(t, text, history)
			assert.Contains(t, text, "v1.2.3")
			if system != cifiles.GitLab { // it has a variable for the default branch
				assert.Contains(t, text, "[trunk]")
			}
			assert.NotRegexp(t, `\bVERSION$|\[BRANCH\]|: latest\b`, text)
			for _, command := range []string{"render clusters -o rendered --check", "lint .", `plan "$target:clusters" clusters`} {
				assert.Contains(t, text, "registry-profile "+command)
			}
			for _, script := range scripts(parsed) {
				// A value of a pull request in a script would be run as a part of it.
				assert.NotRegexp(t, `\$\{\{|\$\((params|workspaces|context)\.|\{\{`, script)
			}
			_, content, err = cifiles.File(system, cifiles.Options{Version: "v1.2.3-4-gabcdef"})
			require.NoError(t, err)
			assert.Contains(t, string(content), "latest", "not a version that go install finds")
		})
	}
	_, _, err := cifiles.File("jenkins", cifiles.Options{})
	require.ErrorContains(t, err, "github, gitlab, tekton, none")
}

// scripts returns the shell scripts in a file.
func scripts(value any) []string {
	var all []string
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			if key == "run" || key == "script" || key == "before_script" {
				switch s := inner.(type) {
				case string:
					all = append(all, s)
				case []any:
					for _, line := range s {
						all = append(all, line.(string))
					}
				}
				continue
			}
			all = append(all, scripts(inner)...)
		}
	case []any:
		for _, item := range v {
			all = append(all, scripts(item)...)
		}
	}
	return all
}

// TestGitHub checks what a workflow may do, and that its actions are pinned.
func TestGitHub(t *testing.T) {
	_, content, err := cifiles.File(cifiles.GitHub, cifiles.Options{})
	require.NoError(t, err)
	var workflow struct {
		Permissions map[string]string
		Concurrency struct{ Group string }
		Jobs        map[string]struct {
			Permissions map[string]string
			Steps       []struct{ Uses, Run string }
		}
	}
	require.NoError(t, yaml.Unmarshal(content, &workflow))
	assert.Equal(t, map[string]string{"contents": "read"}, workflow.Permissions)
	assert.Equal(t, map[string]string{"contents": "read", "pull-requests": "write", "security-events": "write"}, workflow.Jobs["check"].Permissions)
	assert.Contains(t, workflow.Concurrency.Group, "github.ref", "each pull request has its own group")
	assert.NotContains(t, string(content), "pull_request_target", "it would run the code of a fork with a token that can write")
	for _, step := range workflow.Jobs["check"].Steps {
		if step.Uses != "" {
			assert.Regexp(t, regexp.MustCompile(`^[a-z-]+(/[a-z-]+)+@v\d+$`), step.Uses)
		}
	}
}

// TestTekton decodes the PipelineRun strictly, and requires that each parameter and
// workspace is declared where it is used.
func TestTekton(t *testing.T) {
	_, content, err := cifiles.File(cifiles.Tekton, cifiles.Options{})
	require.NoError(t, err)
	type param struct{ Name, Value, Type string }
	type workspace struct {
		Name, Workspace string
		Secret          struct {
			SecretName string `json:"secretName"`
		}
	}
	var run struct {
		APIVersion string `json:"apiVersion"`
		Kind       string
		Metadata   struct {
			Name        string
			Annotations map[string]string
		}
		Spec struct {
			Params       []param
			Workspaces   []workspace
			PipelineSpec struct {
				Params     []param
				Workspaces []workspace
				Tasks      []struct {
					Name       string
					Params     []param
					Workspaces []workspace
					TaskSpec   struct {
						Params       []param
						Workspaces   []workspace
						StepTemplate struct {
							Image      string
							WorkingDir string `json:"workingDir"`
							Env        []param
						} `json:"stepTemplate"`
						Steps []struct{ Name, Script string }
					} `json:"taskSpec"`
				}
			} `json:"pipelineSpec"`
		}
	}
	require.NoError(t, yaml.UnmarshalStrict(content, &run))
	names := func(params []param) (all []string) {
		for _, p := range params {
			all = append(all, p.Name)
		}
		return all
	}
	task := run.Spec.PipelineSpec.Tasks[0]
	want := []string{"url", "revision", "target-branch"}
	assert.Equal(t, want, names(run.Spec.Params))
	assert.Equal(t, want, names(run.Spec.PipelineSpec.Params))
	assert.Equal(t, want, names(task.Params))
	assert.Equal(t, want, names(task.TaskSpec.Params))
	assert.Equal(t, run.Spec.PipelineSpec.Workspaces[0].Name, task.Workspaces[0].Workspace)
	assert.Equal(t, task.Workspaces[0].Name, task.TaskSpec.Workspaces[0].Name)
	env := strings.Join(names(task.TaskSpec.StepTemplate.Env), " ")
	for _, step := range task.TaskSpec.Steps {
		assert.True(t, strings.HasPrefix(step.Script, "#!/bin/sh\nset -eu\n"), step.Name)
		for _, name := range regexp.MustCompile(`\$([A-Z_]+)`).FindAllStringSubmatch(step.Script, -1) {
			if name[1] != "PATH" {
				assert.Contains(t, env, name[1], step.Name)
			}
		}
	}
}

// TestPreCommitHooks decodes the hooks strictly.
func TestPreCommitHooks(t *testing.T) {
	var hooks []struct {
		ID, Name, Description, Entry, Language string
		Args, Types                            []string
		PassFilenames                          *bool `json:"pass_filenames"`
	}
	require.NoError(t, yaml.UnmarshalStrict(cifiles.PreCommitHooks(), &hooks))
	var ids []string
	for _, hook := range hooks {
		ids = append(ids, hook.ID)
		assert.Equal(t, "golang", hook.Language)
		assert.True(t, strings.HasPrefix(hook.Entry, "registry-profile "))
		assert.False(t, *hook.PassFilenames, "lint and render read folders")
	}
	assert.Equal(t, []string{"registry-profile-lint", "registry-profile-render"}, ids)
}
