package corpus_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/gen/corpus"
	"github.com/registry-profile/registry-profile/validators"
)

const dir = "../../lint/testdata/corpus"

// TestCorpus lints every repository. Errors have a precision of at least 95 %,
// warnings of 90 %, and the recall is at least 95 %.
func TestCorpus(t *testing.T) {
	repositories, err := corpus.Load(dir)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(repositories), 40)
	table := corpus.Table{}
	clean := 0
	for _, r := range repositories {
		found, result, err := r.Lint()
		require.NoError(t, err, r.Name)
		missing, extra := table.Count(r.Expected, found)
		for _, f := range missing {
			t.Logf("%s: missing: %v", r.Name, f)
		}
		for _, f := range extra {
			t.Logf("%s: false: %v", r.Name, f)
		}
		for _, s := range r.Silent {
			for _, f := range found {
				if f.Rule == s.Rule && f.File == s.File && (s.Object == "*" || s.Object == f.Object) {
					t.Errorf("%s: must be silent: %v", r.Name, f)
				}
			}
		}
		if r.Clusters >= 0 {
			assert.Equal(t, r.Clusters, result.Summary.Clusters, "%s: clusters", r.Name)
		}
		var skipped []string
		for _, s := range result.Summary.NotLookedInto {
			skipped = append(skipped, s.Path)
		}
		for _, path := range r.Skipped {
			assert.Contains(t, skipped, path, "%s: not looked into", r.Name)
		}
		if !slices.ContainsFunc(r.Expected, func(f corpus.Finding) bool { return f.Severity != v1alpha1.SeverityInfo }) {
			clean++
		}
	}
	assert.GreaterOrEqual(t, table.Total(v1alpha1.SeverityError).Precision(), 0.95)
	assert.GreaterOrEqual(t, table.Total(v1alpha1.SeverityWarning).Precision(), 0.90)
	assert.GreaterOrEqual(t, table.Total("").Recall(), 0.95)
	assert.GreaterOrEqual(t, 2*clean, len(repositories), "at least half of the repositories are right")
}

// TestCoverage requires a hit and two near misses of every rule.
func TestCoverage(t *testing.T) {
	repositories, err := corpus.Load(dir)
	require.NoError(t, err)
	hits, silent := map[string]int{}, map[string]int{}
	for _, r := range repositories {
		for _, f := range r.Expected {
			hits[f.Rule]++
		}
		for _, s := range r.Silent {
			silent[s.Rule]++
		}
		assert.True(t, len(r.Files) >= 5 && len(r.Files) <= 60, "%s has %d files", r.Name, len(r.Files))
	}
	for _, rule := range validators.All {
		assert.GreaterOrEqual(t, hits[rule.ID], 1, "%s: hits", rule.ID)
		assert.GreaterOrEqual(t, silent[rule.ID], 2, "%s: near misses", rule.ID)
	}
}

func TestCount(t *testing.T) {
	finding := func(severity v1alpha1.Severity, rule string) corpus.Finding {
		return corpus.Finding{Severity: severity, Rule: rule, File: "a.yaml", Object: "A/a", Field: "spec"}
	}
	a, b, c := finding("error", "A"), finding("warning", "B"), finding("error", "B")
	table := corpus.Table{}
	missing, extra := table.Count([]corpus.Finding{a, b, finding("info", "I")}, []corpus.Finding{a, c, finding("info", "J")})
	assert.Equal(t, []corpus.Finding{b}, missing)
	assert.Equal(t, []corpus.Finding{c}, extra)
	assert.Equal(t, corpus.Score{Hits: 1, False: 1}, table.Total("error"))
	assert.Equal(t, corpus.Score{Misses: 1}, table.Total("warning"))
	assert.InDelta(t, 0.5, table.Total("").Precision(), 0.01)
	assert.InDelta(t, 0.5, table.Total("").Recall(), 0.01)
	assert.Equal(t, "[{error A} {error B} {warning B}]", fmt.Sprint(table.Keys()))
}
