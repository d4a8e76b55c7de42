package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// colors are the terminal colors of the severities.
var colors = map[v1alpha1.Severity]string{
	v1alpha1.SeverityError: "\x1b[31m", v1alpha1.SeverityWarning: "\x1b[33m", v1alpha1.SeverityInfo: "\x1b[36m",
}

// Colors are the control sequences of Colored.
func Colors() []string { return append(slices.Collect(maps.Values(colors)), reset) }

const reset = "\x1b[0m"

// Colored returns a text in the terminal color of a severity.
func Colored(severity v1alpha1.Severity, text string) string {
	return colors[severity] + text + reset
}

// text writes one line for each object, followed by one line for each of its
// diagnostics, and the summary. Without style.Verbose, a diagnostic that many clusters
// have in common is one entry with their names.
func text(w io.Writer, r Report, style Style) error {
	var b strings.Builder
	color := func(s v1alpha1.Severity) string {
		if style.Color {
			return Colored(s, string(s))
		}
		return string(s)
	}
	last := ""
	findings := r.Findings
	if !style.Verbose {
		var all []common
		all, findings = inCommon(r.Findings, nil)
		for _, c := range all {
			if head := c.head(); head != last {
				fmt.Fprintln(&b, head)
				last = head
			}
			fmt.Fprintf(&b, "  %s: %s\n", color(c.d.Severity), strings.TrimPrefix(printable.Line(c.d.Object)+": "+summary(c.d), ": "))
		}
	}
	for _, d := range findings {
		if head := strings.TrimSuffix(d.File+": "+d.Object, ": "); head != last {
			fmt.Fprintln(&b, printable.Line(head))
			last = head
		}
		fmt.Fprintf(&b, "  %d: %s: %s\n", d.Line, color(d.Severity), summary(d))
	}
	for _, skipped := range r.Summary.NotLookedInto {
		if style.Verbose || skipped.Broken {
			printable.Fprintf(&b, "%s: not looked into: %s\n", skipped.Path, skipped.Reason)
		}
	}
	b.WriteString(r.Summary.String())
	if len(r.Summary.NotLookedInto) > 0 && !style.Verbose {
		b.WriteString(" (use -v to list)")
	}
	b.WriteString("\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// Lines writes one line for each diagnostic, with a prefix such as the name of a file,
// for the log of a build.
func Lines(w io.Writer, prefix string, list []v1alpha1.Diagnostic) {
	for _, d := range list {
		parts := []string{string(d.Severity)}
		if d.Object != "" {
			parts = append(parts, printable.Line(d.Object))
		}
		fmt.Fprintf(w, "%s%s\n", printable.Line(prefix), strings.Join(append(parts, summary(d)), ": "))
	}
}

// Notable returns the diagnostics without the infos of rules. A build does not
// repeat them, because lint and the results of the ResourceList contain them.
func Notable(list []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	var notable []v1alpha1.Diagnostic
	for _, d := range list {
		if d.Severity != v1alpha1.SeverityInfo || d.Rule == "" {
			notable = append(notable, d)
		}
	}
	return notable
}

// Counts returns the number of diagnostics of each severity.
func Counts(list []v1alpha1.Diagnostic) map[v1alpha1.Severity]int {
	counts := map[v1alpha1.Severity]int{}
	for _, d := range list {
		counts[d.Severity]++
	}
	return counts
}

// summary returns the field, its value, the message and the rule of a diagnostic as one
// line.
func summary(d v1alpha1.Diagnostic) string {
	var b strings.Builder
	if d.Field != "" {
		b.WriteString(d.Field + ": ")
	}
	switch d.Current.(type) {
	case nil, map[string]any, []any, []string:
	default:
		if d.Current != "" {
			b.WriteString(v1alpha1.Brief(d.Current) + ": ")
		}
	}
	b.WriteString(d.Message)
	if f := d.SetBy; f != nil && f.File == d.File && f.Line == d.Line {
		b.WriteString(" (profile field " + f.Field + ")")
	} else if f != nil {
		b.WriteString(" (profile field " + f.String() + ")")
	}
	if d.Within != "" {
		b.WriteString(" (in " + d.Within + ")")
	}
	if d.Rule != "" {
		b.WriteString(" [" + d.Rule + "]")
	}
	return printable.Line(b.String())
}
