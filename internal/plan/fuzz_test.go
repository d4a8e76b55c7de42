package plan_test

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/plan"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// affected returns a report that contains a text wherever input can be.
func affected(text string) plan.Report {
	all := []plan.Effect{
		{Level: plan.Loss, Object: "o" + text, Field: "f" + text, Old: "a" + text, New: "b" + text, Text: "t" + text, Command: "oc delete '" + text + "'"},
		{Level: plan.Info, Object: "o" + text, Text: "t" + text},
	}
	r := plan.Report{Clusters: 2}
	for _, name := range []string{"c", "d"} {
		for _, e := range all {
			e.Cluster = name + text
			r.Effects = append(r.Effects, e)
		}
	}
	return r
}

// neutral matches what Markdown shows as it is.
var neutral = regexp.MustCompile(`\\.|&(lt|gt|amp);`)

// FuzzFormats requires of each format that a text of the input remains one value.
func FuzzFormats(f *testing.F) {
	for _, text := range printable.Hostile {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, summary bool) {
		for name, write := range plan.Formats {
			format := func(r plan.Report) string {
				var b bytes.Buffer
				var w io.Writer = &b
				if name == "text" {
					w = printable.NewWriter(&b) // as the commands do
				}
				require.NoError(t, write(w, r, plan.Style{Summary: summary, Command: "plan " + text}))
				return b.String()
			}
			got := format(affected(text))
			switch name {
			case "json":
				require.True(t, json.Valid([]byte(got)))
			case "markdown":
				if !summary && strings.Count(got, "\n") < 100 {
					require.Equal(t, outline(t, format(affected("a"))), outline(t, got), got)
				}
				got = strings.ReplaceAll(got, "\u200b", "") // of the writer
			}
			require.Empty(t, printable.Interpreted(got), "%s:\n%s", name, got)
		}
	})
}

// outline returns the structure of a Markdown document: each line without code spans
// and text, and without the content of code blocks.
func outline(t *testing.T, text string) (lines []string) {
	fence := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		trimmed := strings.TrimSpace(line)
		switch {
		case fence != "" && trimmed == fence:
			fence = ""
		case fence != "":
		case strings.HasPrefix(trimmed, "```") && strings.HasSuffix(trimmed, "sh"):
			fence = strings.TrimSuffix(trimmed, "sh")
			lines = append(lines, "code")
		default:
			rest := withoutCode(line)
			if !strings.HasPrefix(rest, "**") && !strings.HasPrefix(rest, "<") {
				require.NotRegexp(t, "[`<>*_|~\\[\\]]", neutral.ReplaceAllString(rest, ""), line)
			}
			lines = append(lines, regexp.MustCompile(`^[ *#<-]*`).FindString(rest))
		}
	}
	require.Empty(t, fence)
	return lines
}

// withoutCode removes code spans: a sequence of backticks ends at an equal one.
func withoutCode(line string) string {
	var b strings.Builder
	for {
		start := strings.IndexByte(line, '`')
		if start < 0 {
			return b.String() + line
		}
		if start > 0 && line[start-1] == '\\' {
			b.WriteString(line[:start+1])
			line = line[start+1:]
			continue
		}
		open := line[start:]
		n := len(open) - len(strings.TrimLeft(open, "`"))
		end := closing(open[n:], n)
		if end < 0 {
			return b.String() + line
		}
		b.WriteString(line[:start] + "C")
		line = open[n+end+n:]
	}
}

// closing returns the position of a sequence of exactly n backticks.
func closing(text string, n int) int {
	for i := 0; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		length := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		if length == n {
			return i
		}
		i += length
	}
	return -1
}
