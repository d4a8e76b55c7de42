package lint

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Formats are the forms in which findings are written.
var Formats = map[string]func(w io.Writer, findings []Finding, color bool) error{
	"text":   text,
	"json":   asJSON,
	"sarif":  sarif,
	"github": github,
	"junit":  junit,
}

// FormatNames returns the names of the formats, sorted.
func FormatNames() []string { return slices.Sorted(maps.Keys(Formats)) }

// colors of the severities on a terminal.
var colors = map[string]string{"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}

// text writes a line for each finding, below a line for each object.
func text(w io.Writer, findings []Finding, color bool) error {
	var b strings.Builder
	last := ""
	for _, f := range findings {
		if head := strings.TrimSuffix(f.File+": "+f.Object, ": "); head != last {
			fmt.Fprintln(&b, head)
			last = head
		}
		severity := f.Severity
		if color {
			severity = colors[f.Severity] + f.Severity + "\x1b[0m"
		}
		fmt.Fprintf(&b, "  %d: %s: %s\n", f.Line, severity, f.summary())
	}
	counts := Counts(findings)
	fmt.Fprintf(&b, "%s, %s, %s\n", count(counts, "error"), count(counts, "warning"), count(counts, "info"))
	_, err := io.WriteString(w, b.String())
	return err
}

// count is how many findings of a severity there are, in words.
func count(counts map[string]int, severity string) string {
	if counts[severity] != 1 {
		return fmt.Sprintf("%d %ss", counts[severity], severity)
	}
	return "1 " + severity
}

// summary is the field, its value, what is wrong with it, and the rule.
func (f Finding) summary() string {
	var b strings.Builder
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	switch v := f.Current.(type) {
	case nil, map[string]any, []any, []string:
	case float64:
		b.WriteString(strconv.FormatFloat(v, 'f', -1, 64) + ": ")
	default:
		if v != "" {
			fmt.Fprintf(&b, "%v: ", v)
		}
	}
	b.WriteString(f.Message)
	if f.Rule != "" {
		b.WriteString(" [" + f.Rule + "]")
	}
	return b.String()
}

func asJSON(w io.Writer, findings []Finding, _ bool) error {
	if findings == nil {
		findings = []Finding{}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(findings)
}

// github writes the commands by which GitHub Actions annotates a change.
func github(w io.Writer, findings []Finding, _ bool) error {
	commands := map[string]string{"error": "error", "warning": "warning", "info": "notice"}
	escape := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, f := range findings {
		_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,title=%s::%s\n", commands[f.Severity],
			property.Replace(f.File), f.Line, property.Replace(strings.TrimSpace(f.Rule+" "+f.Object)), escape.Replace(f.summary()))
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

// junit writes a test case for each finding, failed unless it is an info; and
// a passed one if there is none.
func junit(w io.Writer, findings []Finding, _ bool) error {
	suite := testSuite{Name: "registry-profile lint", Tests: max(1, len(findings))}
	for _, f := range findings {
		c := testCase{Class: f.File, Name: strings.TrimSpace(fmt.Sprintf("%s:%d %s %s", f.File, f.Line, f.Rule, f.Object))}
		if f.Severity == "info" {
			c.Output = f.summary()
		} else {
			c.Failure = &failure{Type: f.Severity, Message: f.summary()}
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	if len(findings) == 0 {
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
