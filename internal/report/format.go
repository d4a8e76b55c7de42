package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// Style configures the text format.
type Style struct {
	// Color highlights severities.
	Color bool
	// Verbose lists what was not checked.
	Verbose bool
}

// Formats are the output formats of reports, by name.
var Formats = map[string]func(w io.Writer, r Report, style Style) error{
	"text":   text,
	"json":   asJSON,
	"sarif":  sarif,
	"github": github,
	"junit":  junit,
}

// FormatNames returns the names of the formats, sorted.
func FormatNames() []string { return slices.Sorted(maps.Keys(Formats)) }

func asJSON(w io.Writer, r Report, _ Style) error {
	if r.Findings == nil {
		r.Findings = []v1alpha1.Diagnostic{}
	}
	if r.Summary.NotLookedInto == nil {
		r.Summary.NotLookedInto = []Skipped{}
	}
	return writeJSON(w, r)
}

// writeJSON writes a value as JSON without characters that are not printable.
func writeJSON(w io.Writer, value any) error {
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(value); err != nil {
		return err
	}
	_, err := io.WriteString(w, printable.JSON(b.String()))
	return err
}

// github writes the commands that make GitHub Actions annotate a change.
func github(w io.Writer, r Report, _ Style) error {
	commands := map[v1alpha1.Severity]string{v1alpha1.SeverityError: "error", v1alpha1.SeverityWarning: "warning", v1alpha1.SeverityInfo: "notice"}
	escape := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, d := range r.Findings {
		_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,title=%s::%s\n", commands[d.Severity],
			property.Replace(printable.Line(d.File)), d.Line, property.Replace(printable.Line(strings.TrimSpace(d.Rule+" "+d.Object))), escape.Replace(summary(d)))
		if err != nil {
			return err
		}
	}
	return nil
}

type testSuite struct {
	XMLName  xml.Name   `xml:"testsuite"`
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Cases    []testCase `xml:"testcase"`
}

type testCase struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Failure *failure `xml:"failure,omitempty"`
	Output  string   `xml:"system-out,omitempty"`
}

type failure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
}

// junit writes a test case for each finding. A test case of severity info passes,
// any other fails. Without findings, junit writes one test case that passes.
func junit(w io.Writer, r Report, _ Style) error {
	list := r.Findings
	suite := testSuite{Name: "registry-profile lint", Tests: max(1, len(list))}
	for _, d := range list {
		c := testCase{Class: printable.Line(d.File), Name: strings.TrimSpace(printable.Sprintf("%s:%d %s %s", d.File, d.Line, d.Rule, d.Object))}
		if d.Severity == v1alpha1.SeverityInfo {
			c.Output = summary(d)
		} else {
			c.Failure = &failure{Type: string(d.Severity), Message: summary(d)}
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	if len(list) == 0 {
		suite.Cases = []testCase{{Class: "registry-profile", Name: "no findings"}}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
