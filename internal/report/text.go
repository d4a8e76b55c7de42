package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// colors of the severities on a terminal.
var colors = map[v1alpha1.Severity]string{
	v1alpha1.SeverityError: "\x1b[31m", v1alpha1.SeverityWarning: "\x1b[33m", v1alpha1.SeverityInfo: "\x1b[36m",
}

// text writes a line for each diagnostic, below a line for each object.
func text(w io.Writer, list []v1alpha1.Diagnostic, color bool) error {
	var b strings.Builder
	last := ""
	for _, d := range list {
		if head := strings.TrimSuffix(d.File+": "+d.Object, ": "); head != last {
			fmt.Fprintln(&b, printable(head))
			last = head
		}
		severity := string(d.Severity)
		if color {
			severity = colors[d.Severity] + severity + "\x1b[0m"
		}
		fmt.Fprintf(&b, "  %d: %s: %s\n", d.Line, severity, summary(d))
	}
	counts := Counts(list)
	fmt.Fprintf(&b, "%s, %s, %s\n", count(counts, v1alpha1.SeverityError), count(counts, v1alpha1.SeverityWarning), count(counts, v1alpha1.SeverityInfo))
	_, err := io.WriteString(w, b.String())
	return err
}

// Lines writes a line for each diagnostic, every line behind prefix, for a
// person who watches a build.
func Lines(w io.Writer, prefix string, list []v1alpha1.Diagnostic) {
	for _, d := range list {
		parts := []string{string(d.Severity)}
		if d.Object != "" {
			parts = append(parts, printable(d.Object))
		}
		fmt.Fprintf(w, "%s%s\n", prefix, strings.Join(append(parts, summary(d)), ": "))
	}
}

// Notable leaves out the infos of rules, which a build need not repeat every
// time: lint reports them, and the results of the list hold them.
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

// count is the number of diagnostics of a severity, in words.
func count(counts map[v1alpha1.Severity]int, severity v1alpha1.Severity) string {
	if counts[severity] != 1 {
		return fmt.Sprintf("%d %ss", counts[severity], severity)
	}
	return "1 " + string(severity)
}

// summary is the field, its value, what is wrong with it, and the rule.
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
	if d.Rule != "" {
		b.WriteString(" [" + d.Rule + "]")
	}
	return printable(b.String())
}

// printable escapes what a terminal would take for a command. Messages quote
// values of files that anybody may have written.
func printable(text string) string {
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
