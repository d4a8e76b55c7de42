package corpus

import (
	"cmp"
	"maps"
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// Score counts findings.
type Score struct {
	Hits   int // expected and reported
	Misses int // expected and not reported
	False  int // reported and not expected
}

// Add returns the sum of two scores.
func (s Score) Add(other Score) Score {
	return Score{s.Hits + other.Hits, s.Misses + other.Misses, s.False + other.False}
}

// Precision is the share of expected findings among the reported ones, from 0 to 1.
func (s Score) Precision() float64 { return ratio(s.Hits, s.Hits+s.False) }

// Recall is the share of reported findings among the expected ones, from 0 to 1.
func (s Score) Recall() float64 { return ratio(s.Hits, s.Hits+s.Misses) }

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// Table contains the scores of errors and warnings.
type Table map[Key]Score

// Key selects a score. A finding with another severity than expected counts as
// missing and as false.
type Key struct {
	Severity v1alpha1.Severity
	Rule     string
}

// Count compares the findings of a repository with the expected ones. Infos do not
// count. It returns the missing and the false findings.
func (t Table) Count(expected, found []Finding) (missing, extra []Finding) {
	extra = slices.Clone(found)
	for _, f := range expected {
		if f.Severity == v1alpha1.SeverityInfo {
			continue
		}
		key := Key{f.Severity, f.Rule}
		if i := slices.Index(extra, f); i >= 0 {
			extra = slices.Delete(extra, i, i+1)
			t[key] = t[key].Add(Score{Hits: 1})
		} else {
			missing = append(missing, f)
			t[key] = t[key].Add(Score{Misses: 1})
		}
	}
	extra = slices.DeleteFunc(extra, func(f Finding) bool { return f.Severity == v1alpha1.SeverityInfo })
	for _, f := range extra {
		key := Key{f.Severity, f.Rule}
		t[key] = t[key].Add(Score{False: 1})
	}
	return missing, extra
}

// Total returns the score of a severity, and of all severities for the empty one.
func (t Table) Total(severity v1alpha1.Severity) Score {
	var total Score
	for key, score := range t {
		if severity == "" || key.Severity == severity {
			total = total.Add(score)
		}
	}
	return total
}

// Keys returns the keys by rule.
func (t Table) Keys() []Key {
	return slices.SortedFunc(maps.Keys(t), func(a, b Key) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Severity, b.Severity))
	})
}
