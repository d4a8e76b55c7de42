package plan

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/report"
)

// severities are the severities of diagnostics with the colors of the levels.
var severities = map[Level]v1alpha1.Severity{
	Loss: v1alpha1.SeverityError, Warning: v1alpha1.SeverityWarning, Info: v1alpha1.SeverityInfo,
}

// asText writes the totals, and one entry for each group of equal effects. A line
// with the names of its clusters precedes the entries of the same clusters.
func asText(w io.Writer, r Report, style Style) error {
	var b strings.Builder
	if len(r.Effects) > 0 {
		fmt.Fprintln(&b, r.Totals())
	}
	var clusters []string
	for _, g := range entries(r.Effects, style.Verbose) {
		if style.Summary {
			b.WriteString(style.line(g))
			continue
		}
		if !slices.Equal(g.Clusters, clusters) {
			clusters = g.Clusters
			fmt.Fprintln(&b, listed(clusters, style.Verbose, printable.Line))
		}
		b.WriteString(style.entry(g))
	}
	if last := r.conclusion(); last != "" {
		fmt.Fprintln(&b, last)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// entry formats a group, one sentence on each line.
func (s Style) entry(g Group) string {
	var b strings.Builder
	sentences := strings.ReplaceAll(printable.Line(g.Text), ". ", ".\n    ")
	fmt.Fprintf(&b, "  %s: %s%s\n", s.level(g.Level), s.subject(g), sentences)
	all := g.alternatives()
	for i, v := range all {
		if i == listLimit && !s.Verbose {
			fmt.Fprintf(&b, "    and %s\n", count(len(all)-i, "other value"))
			break
		}
		changed := values(v.Old, v.New, s.Verbose, printable.Line)
		if changed == "" {
			changed = "no value"
		}
		fmt.Fprintf(&b, "    %s: %s\n", changed, listed(v.Clusters, s.Verbose, printable.Line))
	}
	limit := listLimit
	if s.Verbose {
		limit = 0
	}
	if command := g.CommandText(limit); g.Commands != nil {
		fmt.Fprintf(&b, "    %s\n", printable.Text(strings.ReplaceAll(command, "\n", "\n    ")))
	} else if command != "" {
		fmt.Fprintf(&b, "    %s\n", printable.Line(command))
	}
	return b.String()
}

// line formats a group as one line.
func (s Style) line(g Group) string {
	first, _, _ := strings.Cut(printable.Line(g.Text), ". ")
	return fmt.Sprintf("%s: %s%s (%s: %s)\n", s.level(g.Level), s.subject(g), first, count(len(g.Clusters), "cluster"), listed(g.Clusters, s.Verbose, printable.Line))
}

// subject formats the object, the field and the values of a group.
func (s Style) subject(g Group) string {
	subject := printable.Line(g.Object) + ": "
	if g.Field != "" {
		subject += printable.Line(g.Field) + ": "
		if changed := values(g.Old, g.New, s.Verbose, printable.Line); changed != "" {
			subject += changed + ": "
		}
	}
	return subject
}

func (s Style) level(l Level) string {
	if !s.Color {
		return string(l)
	}
	return report.Colored(severities[l], string(l))
}
