package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// colors are the terminal colors of the severities.
var colors = map[v1alpha1.Severity]string{
	v1alpha1.SeverityError: "\x1b[31m", v1alpha1.SeverityWarning: "\x1b[33m", v1alpha1.SeverityInfo: "\x1b[36m",
}

// Colored returns a text in the terminal color of a severity.
func Colored(severity v1alpha1.Severity, text string) string {
	return colors[severity] + text + "\x1b[0m"
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
			fmt.Fprintf(&b, "  %s: %s\n", color(c.d.Severity), strings.TrimPrefix(Printable(c.d.Object)+": "+summary(c.d), ": "))
		}
	}
	for _, d := range findings {
		if head := strings.TrimSuffix(d.File+": "+d.Object, ": "); head != last {
			fmt.Fprintln(&b, Printable(head))
			last = head
		}
		fmt.Fprintf(&b, "  %d: %s: %s\n", d.Line, color(d.Severity), summary(d))
	}
	for _, skipped := range r.Summary.NotLookedInto {
		if style.Verbose || skipped.Broken {
			fmt.Fprintf(&b, "%s: not looked into: %s\n", Printable(skipped.Path), Printable(skipped.Reason))
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

// Lines writes one line for each diagnostic, with a prefix, for the log of a build.
func Lines(w io.Writer, prefix string, list []v1alpha1.Diagnostic) {
	for _, d := range list {
		parts := []string{string(d.Severity)}
		if d.Object != "" {
			parts = append(parts, Printable(d.Object))
		}
		fmt.Fprintf(w, "%s%s\n", prefix, strings.Join(append(parts, summary(d)), ": "))
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

// summary returns the field, its value, the message and the rule of a diagnostic.
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
	return Printable(b.String())
}

// Printable escapes terminal control sequences. Messages quote values of untrusted
// files.
func Printable(text string) string {
	if !strings.ContainsFunc(text, unprintable) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unprintable(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unprintable(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) }
