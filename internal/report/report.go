package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// Report contains findings about files, and what was checked.
type Report struct {
	Findings []v1alpha1.Diagnostic `json:"findings"`
	Summary  Summary               `json:"summary"`
}

// Summary counts what was checked.
type Summary struct {
	// Clusters that have a profile or objects of the registry.
	Clusters int `json:"clusters"`
	// Objects of the registry.
	Objects int `json:"objects"`
	// Errors, Warnings and Infos are the numbers of findings.
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
	// NotLookedInto lists what was not checked.
	NotLookedInto []Skipped `json:"notLookedInto"`
}

// Skipped is content that was not checked.
type Skipped struct {
	Path string `json:"path"`
	// Kind of the content, for example "chart" or "template".
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
	// Broken reports that a mistake hides content that may belong to the registry.
	// The text format always lists it.
	Broken bool `json:"-"`
}

// Rename replaces the paths in a report, also in messages.
func (r *Report) Rename(shown func(string) string) {
	for i := range r.Findings {
		d := &r.Findings[i]
		d.File, d.Message, d.Within = shown(d.File), shown(d.Message), shown(d.Within)
	}
	for i := range r.Summary.NotLookedInto {
		s := &r.Summary.NotLookedInto[i]
		s.Path, s.Reason = shown(s.Path), shown(s.Reason)
	}
}

// Count sets the numbers of findings.
func (s *Summary) Count(list []v1alpha1.Diagnostic) {
	counts := Counts(list)
	s.Errors, s.Warnings, s.Infos = counts[v1alpha1.SeverityError], counts[v1alpha1.SeverityWarning], counts[v1alpha1.SeverityInfo]
}

// String returns the summary as one line.
func (s Summary) String() string {
	text := fmt.Sprintf("%s, %s of the registry, %s, %s, %s", number(s.Clusters, "cluster"), number(s.Objects, "object"),
		number(s.Errors, "error"), number(s.Warnings, "warning"), number(s.Infos, "info"))
	if len(s.NotLookedInto) == 0 {
		return text
	}
	counts := map[string]int{}
	var kinds []string
	for _, skipped := range s.NotLookedInto {
		if counts[skipped.Kind] == 0 {
			kinds = append(kinds, skipped.Kind)
		}
		counts[skipped.Kind]++
	}
	slices.SortFunc(kinds, cmp.Compare)
	for i, kind := range kinds {
		kinds[i] = number(counts[kind], kind)
	}
	return text + "; not looked into: " + strings.Join(kinds, ", ")
}

// number returns a count with its noun.
func number(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
