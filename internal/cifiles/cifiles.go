// Package cifiles contains the CI files of a repository with the profiles of a
// fleet. It is their only source: import writes them, and the documentation shows
// them.
package cifiles

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
)

// Systems for which there is a file.
const (
	GitHub = "github"
	GitLab = "gitlab"
	Tekton = "tekton"
	None   = "none"
)

// Systems lists the CI systems.
var Systems = []string{GitHub, GitLab, Tekton, None}

var (
	//go:embed files/github.yaml
	github string
	//go:embed files/gitlab.yaml
	gitlab string
	//go:embed files/tekton.yaml
	tekton string
	//go:embed files/pre-commit-hooks.yaml
	preCommitHooks []byte
)

// HooksPath is the path of PreCommitHooks in this repository, where pre-commit reads
// it.
const HooksPath = ".pre-commit-hooks.yaml"

// PreCommitHooks returns the hooks that this repository offers to pre-commit.
func PreCommitHooks() []byte { return preCommitHooks }

// Options are the values in a file.
type Options struct {
	// Version of the program that the file installs. A version that is not a release
	// is replaced by latest.
	Version string
	// Branch to which changes are merged. The default is main.
	Branch string
}

// release matches the versions that go install finds in the module proxy.
var release = regexp.MustCompile(`^v\d+\.\d+\.\d+$`)

// File returns the file for a CI system with its path in the repository. The path is
// empty without a system.
func File(system string, o Options) (path string, content []byte, err error) {
	var text string
	switch system {
	case GitHub:
		path, text = ".github/workflows/registry-profile.yaml", github
	case GitLab:
		path, text = ".gitlab-ci.yml", gitlab
	case Tekton:
		path, text = ".tekton/registry-profile.yaml", tekton
	case None:
		return "", nil, nil
	default:
		return "", nil, fmt.Errorf("unknown CI system %q; use one of %s", system, strings.Join(Systems, ", "))
	}
	version, branch := o.Version, o.Branch
	if !release.MatchString(version) {
		version = "latest"
	}
	if branch == "" {
		branch = "main"
	}
	replaced := strings.NewReplacer("VERSION: VERSION", "VERSION: "+version, "value: VERSION", "value: "+version, "[BRANCH]", "["+branch+"]").Replace(text)
	return path, []byte(replaced), nil
}
