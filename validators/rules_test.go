package validators_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
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

// fixedNow is the time at which the tests check the certificates of testdata.
var fixedNow = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// TestRules checks every rule with the files of testdata/<ID>.txtar. A file in
// bad/ violates that rule exactly once and no other rule, except for infos. The
// comments at its top state the complete diagnostic without its message:
// severity and field, then the current value and the proposed value as JSON if
// the diagnostic has them. An optional last comment lists names that the
// message must contain. A file in good/ does not violate the rule. A file whose
// name starts with parts contains parts of a cluster, and all others the whole.
func TestRules(t *testing.T) {
	var used []string
	for _, rule := range validators.All {
		if slices.Contains([]string{validators.Malformed.ID, validators.NotComposed.ID, validators.DuplicateProfile.ID, validators.DuplicateObject.ID}, rule.ID) {
			continue // lint reports what it cannot read
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
				whole := !strings.HasPrefix(filepath.Base(f.Name), "parts")
				switch found := check(t, text, rule.ID, whole); kind {
				case "bad/":
					want, names := header(text)
					if assert.Equal(t, []string{rule.ID + " " + want}, summarize(t, found), f.Name) {
						for _, name := range names {
							assert.Contains(t, found[0].Message, name, f.Name)
						}
					}
				case "good/":
					for _, d := range found {
						assert.NotEqual(t, rule.ID, d.Rule, f.Name)
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

// header returns the diagnostic and the names in the comments at the top of a
// file.
func header(text string) (want string, names []string) {
	var lines []string
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "# ")
		if !ok {
			break
		}
		if list, ok := strings.CutPrefix(comment, "names: "); ok {
			names = strings.Split(list, ", ")
		} else {
			lines = append(lines, comment)
		}
	}
	return strings.Join(lines, "\n"), names
}

// summarize formats diagnostics as the rule ID and the text of a header.
func summarize(t *testing.T, found []v1alpha1.Diagnostic) []string {
	t.Helper()
	var texts []string
	for _, d := range found {
		text := strings.Join([]string{d.Rule, string(d.Severity), d.Field}, " ")
		if d.Current != nil {
			text += "\nvalue: " + toJSON(t, d.Current)
		}
		if d.Proposed != nil {
			text += "\nproposed: " + toJSON(t, d.Proposed)
		}
		texts = append(texts, text)
	}
	return texts
}

// check returns the diagnostics of a profile, manifests or both, without the
// infos of rules other than id.
func check(t *testing.T, text, id string, whole bool) []v1alpha1.Diagnostic {
	t.Helper()
	nodes, err := (&kio.ByteReader{Reader: strings.NewReader(text), OmitReaderAnnotations: true}).Read()
	require.NoError(t, err)
	in := validators.Input{Now: fixedNow, Whole: whole}
	for _, node := range nodes {
		if node.GetApiVersion() == v1alpha1.APIVersion && node.GetKind() == v1alpha1.PolicyKind {
			policy, errs := resolve.ParsePolicy(node.YNode())
			require.Empty(t, errs)
			in.Cluster = policy.Spec.OpenShift
			continue
		}
		if tool := map[string]string{"Application": v1alpha1.ArgoCD, "Kustomization": v1alpha1.Flux, "RootSync": v1alpha1.Kpt}[node.GetKind()]; tool != "" {
			in.AppliedBy = append(in.AppliedBy, validators.Applier{Tool: tool, Name: v1alpha1.ObjectName(node)})
			continue
		}
		if node.GetApiVersion() != v1alpha1.APIVersion || node.GetKind() != v1alpha1.Kind {
			in.Items = append(in.Items, node)
			continue
		}
		p, errs := resolve.Decode(node.YNode())
		require.Empty(t, errs)
		in.Profile = p
	}
	found := validators.CheckItems(in)
	if in.Profile != nil {
		found = append(validators.CheckProfile(in), found...)
	}
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool {
		return d.Severity == validators.Info && d.Rule != id
	})
}

func toJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// TestRuleTexts checks the form of every rule's ID, texts and source.
func TestRuleTexts(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range validators.All {
		assert.Regexp(t, regexp.MustCompile(`^[A-Z][A-Z0-9]\d{3}$`), rule.ID)
		assert.False(t, seen[rule.ID], "duplicate rule %s", rule.ID)
		seen[rule.ID] = true
		assert.NotEmpty(t, rule.Title, rule.ID)
		assert.NotRegexp(t, regexp.MustCompile(`\.$`), rule.Title, rule.ID)
		assert.Regexp(t, regexp.MustCompile(`^[A-Z].*\.$`), rule.Why, rule.ID)
		assert.Regexp(t, regexp.MustCompile(`^[A-Z].*\.$`), rule.Remedy, rule.ID)
		assert.Regexp(t, regexp.MustCompile(`^(operator|kubernetes|mco|images|hypershift|aro|osd|roles|\d+(\.\d+)*)$`), rule.Source, rule.ID)
	}
}
