package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/report"
)

// about returns a report that contains a text wherever input can be.
func about(text string) report.Report {
	one := v1alpha1.Diagnostic{Severity: v1alpha1.SeverityError, Rule: "ED001", File: text, Line: 1, Object: text, Field: text, Current: "x" + text, Message: text, Within: text,
		SetBy: &v1alpha1.ProfileField{Field: text, File: "p" + text, Line: 2}, Suppressed: text}
	r := report.Report{Findings: []v1alpha1.Diagnostic{one}, Summary: report.Summary{NotLookedInto: []report.Skipped{{Path: text, Kind: "chart", Reason: text}}}}
	for _, folder := range []string{"a/", "b/", "c/"} { // in common
		one.File, one.Field, one.Severity = folder+text, "f"+text, v1alpha1.SeverityInfo
		r.Findings = append(r.Findings, one)
	}
	r.Summary.Count(r.Findings)
	return r
}

// FuzzFormats requires of each format that a text of the input remains one value: the
// lines and the structure are those of a harmless text.
func FuzzFormats(f *testing.F) {
	for _, text := range printable.Hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		harmless := about("a")
		for name, write := range report.Formats {
			if text == "" {
				continue
			}
			format := func(r report.Report) string {
				var b bytes.Buffer
				var w io.Writer = &b
				if name == "text" {
					w = printable.NewWriter(&b) // as the commands do
				}
				require.NoError(t, write(w, r, report.Style{Verbose: true}))
				return b.String()
			}
			got, want := format(about(text)), format(harmless)
			require.Equal(t, strings.Count(want, "\n"), strings.Count(got, "\n"), "%s:\n%s", name, got)
			switch name {
			case "github":
				for line := range strings.Lines(got) {
					require.Regexp(t, `^::(error|notice) file=[^:,\x00-\x1f]*,line=1,title=[^:,\x00-\x1f]*::[^\x00-\x1f]*\n$`, line)
				}
				continue
			case "json", "sarif":
				require.True(t, json.Valid([]byte(got)))
			case "junit":
				require.Equal(t, elements(t, want), elements(t, got))
			}
			require.Empty(t, printable.Interpreted(got), name)
		}
		var lines bytes.Buffer
		report.Lines(&lines, "registry-profile: ", about(text).Findings)
		report.FleetLines(&lines, about("x"+text).Findings, nil)
		require.Empty(t, printable.Interpreted(lines.String()))
	})
}

// elements returns the names of the elements and of their attributes.
func elements(t *testing.T, text string) (names []string) {
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return names
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok {
			names = append(names, start.Name.Local)
			for _, a := range start.Attr {
				names = append(names, a.Name.Local)
			}
		}
	}
}
