package validators_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/kio"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/validators"
)

// clock is when the certificates of testdata were looked at.
var clock = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// TestRules holds every rule against its testdata/<ID>.txtar. A file below
// bad/ breaks that rule and no other (but for infos), with the severity and at the field that
// its first line names; one below good/ does not break it.
func TestRules(t *testing.T) {
	var used []string
	for _, rule := range validators.All {
		if rule.ID == validators.Malformed.ID {
			continue // what is no YAML, lint says
		}
		file := filepath.Join("testdata", rule.ID+".txtar")
		used = append(used, file)
		t.Run(rule.ID, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			kinds := map[string]int{}
			for _, f := range archive.Files {
				kind, _ := filepath.Split(f.Name)
				kinds[kind]++
				text := string(f.Data)
				switch found := check(t, text, rule.ID); kind {
				case "bad/":
					want, _, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
					assert.Equal(t, []string{rule.ID + " " + want}, found, f.Name)
				case "good/":
					for _, line := range found {
						assert.NotContains(t, line, rule.ID, f.Name)
					}
				}
			}
			assert.Positive(t, kinds["bad/"])
			assert.Positive(t, kinds["good/"])
			assert.Len(t, kinds, 2)
		})
	}
	golden.NoOrphans(t, "testdata/*", used)
}

// check returns the findings in a profile, in manifests or in both, but for
// the infos of other rules.
func check(t *testing.T, text, id string) []string {
	t.Helper()
	nodes, err := (&kio.ByteReader{Reader: strings.NewReader(text), OmitReaderAnnotations: true}).Read()
	require.NoError(t, err)
	in := validators.Input{Now: clock}
	for _, node := range nodes {
		if node.GetKind() != v1alpha1.Kind {
			in.Items = append(in.Items, node)
			continue
		}
		p, errs := resolve.Decode(node.YNode())
		require.Empty(t, errs)
		in.Profile = p
	}
	findings := validators.CheckItems(in)
	if in.Profile != nil {
		findings = append(validators.CheckProfile(in), findings...)
	}
	var found []string
	for _, f := range findings {
		if f.Severity == validators.Info && f.Rule != id {
			continue
		}
		found = append(found, strings.Join([]string{f.Rule, string(f.Severity), f.Field}, " "))
	}
	return found
}

// TestProse demands that a rule explains itself.
func TestProse(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range validators.All {
		assert.Regexp(t, regexp.MustCompile(`^[A-Z][A-Z0-9]\d{3}$`), rule.ID)
		assert.False(t, seen[rule.ID], "%s twice", rule.ID)
		seen[rule.ID] = true
		assert.NotEmpty(t, rule.Title, rule.ID)
		assert.NotRegexp(t, regexp.MustCompile(`\.$`), rule.Title, rule.ID)
		assert.Regexp(t, regexp.MustCompile(`^[A-Z].*\.$`), rule.Why, rule.ID)
		assert.Regexp(t, regexp.MustCompile(`^[A-Z].*\.$`), rule.Remedy, rule.ID)
		assert.Regexp(t, regexp.MustCompile(`^(operator|\d+(\.\d+)*)$`), rule.Source, rule.ID)
	}
}
