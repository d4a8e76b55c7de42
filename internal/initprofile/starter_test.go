package initprofile_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/initprofile"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// TestStartersAreValid checks the starter profile of every storage type on every
// platform, in the first and the last release: unchanged, and with each optional
// field set.
func TestStartersAreValid(t *testing.T) {
	for _, release := range []openshift.Release{openshift.FirstRelease, openshift.LastRelease} {
		for _, platform := range openshift.PlatformNames() {
			for _, choice := range storage.All() {
				name := fmt.Sprintf("%s on %s %s", choice.Key, platform, release)
				text, err := initprofile.Profile(initprofile.Options{Name: "a", Version: release.String(), Platform: platform, Storage: choice.Key})
				if choice.Facts().Unavailable(platform) != "" {
					assert.Error(t, err, name)
					continue
				}
				require.NoError(t, err, name)
				valid(t, name, string(text))
				options := uncommented(string(text))
				require.NotEmpty(t, options, name)
				for _, option := range options {
					valid(t, name, option)
				}
			}
		}
	}
}

func valid(t *testing.T, name, text string) {
	t.Helper()
	node, err := yaml.Parse(text)
	require.NoError(t, err, "%s:\n%s", name, text)
	_, found := pipeline.Function{Rules: pipeline.ProfileRules}.Profile(node)
	for _, r := range found {
		assert.NotEqual(t, v1alpha1.SeverityError, r.Severity, "%s: %s\n%s", name, r.Message, text)
	}
}

// optional matches an optional field: a # without a space, or with an indentation.
var optional = regexp.MustCompile(`^( *)#([^ ]|  )`)

// uncommented returns one copy of the text for each optional field, with that field
// set.
func uncommented(text string) []string {
	var all []string
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if !optional.MatchString(lines[i]) {
			continue
		}
		some := slices.Clone(lines)
		some[i] = strings.Replace(some[i], "#", "", 1)
		for ; i+1 < len(lines) && strings.HasPrefix(strings.TrimLeft(lines[i+1], " "), "#  "); i++ {
			some[i+1] = strings.Replace(some[i+1], "#", "", 1)
		}
		all = append(all, strings.Join(some, "\n"))
	}
	return all
}
