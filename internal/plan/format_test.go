package plan_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/plan"
)

var effects = []plan.Effect{
	{Cluster: "a", Level: plan.Loss, Object: "Config/cluster", Text: "loses"},
	{Cluster: "a", Level: plan.Info, Object: "Config/cluster", Field: "spec.replicas", Old: 1.0, New: 2.0, Text: "changes"},
	{Cluster: "b", Level: plan.Warning, Object: "Config/cluster", Field: "spec.logLevel", New: "<Debug>", Text: "is set"},
	{Cluster: "b", Level: plan.Warning, Object: "Config/cluster", Field: "spec.proxy", Text: "is removed", Command: "oc patch x"},
}

func TestFormats(t *testing.T) {
	const totals = "Clusters: 2, changed: 2, with possible data loss: 1, with downtime: 0, with replaced pods: 1\n"
	loss := slices.Clone(effects)
	loss[0].Rollout = true
	tests := map[string]struct {
		format  string
		style   plan.Style
		effects []plan.Effect
		want    string
	}{
		"text": {"text", plan.Style{}, loss, totals + `a
  loss: Config/cluster: loses
b
  warning: Config/cluster: spec.logLevel: "<Debug>": is set
  warning: Config/cluster: spec.proxy: is removed
    oc patch x
a
  info: Config/cluster: spec.replicas: 1 → 2: changes
`},
		"summary": {"text", plan.Style{Summary: true}, loss, totals + `loss: Config/cluster: loses (1 cluster: a)
warning: Config/cluster: spec.logLevel: "<Debug>": is set (1 cluster: b)
warning: Config/cluster: spec.proxy: is removed (1 cluster: b)
info: Config/cluster: spec.replicas: 1 → 2: changes (1 cluster: a)
`},
		"colors": {"text", plan.Style{Summary: true, Color: true}, loss[:1], "Clusters: 1, changed: 1, with possible data loss: 1, with downtime: 0, with replaced pods: 1\n\x1b[31mloss\x1b[0m: Config/cluster: loses (1 cluster: a)\n"},
		"json": {"json", plan.Style{Summary: true}, effects[2:3], `[
  {
    "cluster": "b",
    "level": "warning",
    "object": "Config/cluster",
    "field": "spec.logLevel",
    "new": "<Debug>",
    "text": "is set"
  }
]
`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, output(t, test.format, plan.Report{Effects: test.effects}, test.style))
		})
	}
}

func output(t *testing.T, format string, r plan.Report, style plan.Style) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, plan.Formats[format](&out, r, style))
	return out.String()
}

// TestMarkdown checks that losses and warnings precede all other effects, which are in
// a collapsed section.
func TestMarkdown(t *testing.T) {
	text := output(t, "markdown", plan.Report{Effects: []plan.Effect{effects[1], effects[0], effects[3], effects[2]}, Clusters: 3}, plan.Style{})
	last := 0
	for _, part := range []string{
		"**Clusters: 3, changed: 2, ", "**Possible data loss**", "loses", "1 cluster: `a`", "**Warnings**", "`spec.proxy`: is removed", "1 cluster: `b`", "  ```sh\n  oc patch x\n  ```\n",
		"`spec.logLevel`: `\"<Debug>\"`", "<details>", "`spec.replicas`: `1` → `2`", "</details>",
	} {
		i := strings.Index(text, part)
		require.Greater(t, i, last-1, "%s in\n%s", part, text)
		last = i
	}
	assert.NotContains(t, text, "###")
	one := output(t, "markdown", plan.Report{Effects: effects[2:3]}, plan.Style{})
	assert.Contains(t, one, "### `b`\n")
	assert.NotContains(t, one, "<details>", "nothing to fold")
	assert.NotContains(t, one, "1 cluster")
}

// TestMarkdownEscapes checks that no name and no value leaves its place.
func TestMarkdownEscapes(t *testing.T) {
	const attack = "`</details><script>@org/team #1 **x** [a](http://b) ``` \n# heading\n/close\n```"
	e := plan.Effect{Level: plan.Info, Object: attack, Field: attack, Old: attack, New: []any{attack}, Text: attack, Command: attack}
	a, b := e, e
	a.Cluster, b.Cluster = attack, attack+"b"
	b.New = "other"
	for _, r := range []plan.Report{{Effects: []plan.Effect{a}}, {Effects: []plan.Effect{a, b}, Clusters: 2}} {
		text := output(t, "markdown", r, plan.Style{Command: attack})
		outside, lines := outsideOfCode(text)
		for _, markup := range []string{"<script", "@org", "#1", "**x", "a](http"} {
			assert.NotContains(t, outside, markup, text)
		}
		assert.Equal(t, 1, strings.Count(outside, "</details>"), text)
		for _, line := range lines {
			assert.NotRegexp(t, "^(# |/close)", line)
		}
	}
	for _, line := range strings.Split(output(t, "text", plan.Report{Effects: []plan.Effect{{Cluster: "\x1b[2J", Level: plan.Loss, Object: "\u009b31m", Text: "a"}}}, plan.Style{}), "\n") {
		assert.NotContains(t, line, "\x1b")
		assert.NotContains(t, line, "\u009b")
	}
}

// outsideOfCode returns what GitHub renders as markup, without code spans and fenced
// blocks as CommonMark delimits them.
func outsideOfCode(text string) (string, []string) {
	var out strings.Builder
	var lines []string
	fence := ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		run := len(trimmed) - len(strings.TrimLeft(trimmed, "`"))
		switch {
		case fence != "":
			if strings.Trim(trimmed, "`") == "" && run >= len(fence) {
				fence = ""
			}
			continue
		case run >= 3 && !strings.Contains(trimmed[run:], "`"):
			fence = trimmed[:run]
			continue
		}
		lines = append(lines, line)
		line = strings.ReplaceAll(line, "\\`", "")
		for {
			start := strings.Index(line, "`")
			if start < 0 {
				break
			}
			n := len(line[start:]) - len(strings.TrimLeft(line[start:], "`"))
			rest, end := line[start+n:], -1
			for i := 0; i < len(rest); {
				if rest[i] != '`' {
					i++
					continue
				}
				m := len(rest[i:]) - len(strings.TrimLeft(rest[i:], "`"))
				if m == n {
					end = i + m
					break
				}
				i += m
			}
			if end < 0 {
				break
			}
			out.WriteString(line[:start])
			line = rest[end:]
		}
		out.WriteString(line)
	}
	return out.String(), lines
}

// TestMarkdownLimit checks that a comment about many different changes fits, and says
// what it omits.
func TestMarkdownLimit(t *testing.T) {
	var many []plan.Effect
	for i := range 3000 {
		level := []plan.Level{plan.Loss, plan.Warning, plan.Info}[i*3/3000]
		many = append(many, plan.Effect{Cluster: fmt.Sprintf("cluster-%04d", i), Level: level, Object: "Config/cluster", Field: fmt.Sprintf("spec.a%d", i), New: i, Text: "is set. " + strings.Repeat("long ", 20), Command: "oc patch x"})
	}
	for name, test := range map[string]struct {
		effects []plan.Effect
		omits   string
	}{
		"many changes":      {many, "more entries: run `registry-profile plan a b -v`"},
		"many infos":        {many[2000:], "more entries: run"},
		"one large change":  {[]plan.Effect{{Cluster: "a", Level: plan.Loss, Object: "ConfigMap/a", Text: strings.Repeat("é ", 100_000)}}, ""},
		"one large value":   {[]plan.Effect{{Cluster: "a", Level: plan.Loss, Object: "ConfigMap/a", Field: "data", New: strings.Repeat("`", 100_000), Text: "a"}}, ""},
		"one large command": {[]plan.Effect{{Cluster: "a", Level: plan.Loss, Object: "ConfigMap/a", Command: strings.Repeat("`", 100_000), Text: "a"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := output(t, "markdown", plan.Report{Effects: test.effects, Clusters: len(test.effects)}, plan.Style{Command: "registry-profile plan a b -v"})
			assert.Less(t, len(text), 60_000)
			if test.omits != "" {
				assert.Contains(t, text, test.omits)
				assert.Greater(t, len(text), 50_000)
			}
			assert.Equal(t, strings.Count(text, "<details>"), strings.Count(text, "</details>"))
			assert.Equal(t, 0, strings.Count(text, "\n  ```")%2, "no entry is cut")
			assert.Contains(t, text, "- `Config")
		})
	}
}

// TestFleet checks that equal changes of many clusters are one entry.
func TestFleet(t *testing.T) {
	r := plan.Report{Clusters: 500}
	for i := range 487 {
		c := plan.Cluster{Name: fmt.Sprintf("c%03d", i)}
		r.Effects = append(r.Effects, plan.Compare(c, manifests(t, "Config {managementState: Managed, replicas: 2, logLevel: Normal}"), manifests(t, "Config {managementState: Managed, replicas: 2, logLevel: Debug}"))...)
	}
	text := output(t, "text", r, plan.Style{})
	assert.True(t, strings.HasPrefix(text, "Clusters: 500, changed: 487, with possible data loss: 0, with downtime: 0, with replaced pods: 487\nc000, c001, c002, c003, c004, c005, c006, c007, c008, c009 and 477 more\n"), text)
	assert.Equal(t, 1, strings.Count(text, "c000"))
	assert.Equal(t, 1, strings.Count(text, "spec.logLevel: \"Normal\" → \"Debug\""))
	assert.Contains(t, output(t, "text", r, plan.Style{Verbose: true}), "c486\n")
	assert.Equal(t, 3, strings.Count(output(t, "text", r, plan.Style{Summary: true}), "\n"))
	assert.Less(t, len(output(t, "markdown", r, plan.Style{})), 2_000)
}

// TestValues checks that values that differ between clusters are listed.
func TestValues(t *testing.T) {
	var r plan.Report
	for i := range 30 {
		e := plan.Effect{Cluster: fmt.Sprintf("c%02d", i), Level: plan.Info, Object: "Config/cluster", Field: "spec.replicas", Old: 1, New: 2, Text: "changes"}
		if i > 10 {
			e.New = i
		}
		r.Effects = append(r.Effects, e)
	}
	text := output(t, "text", r, plan.Style{})
	assert.Contains(t, text, "    1 → 2: c00, c01, ")
	assert.Contains(t, text, "and 1 more\n    1 → 11: c11\n")
	assert.Contains(t, text, "    and 10 other values\n")
	assert.Contains(t, output(t, "text", r, plan.Style{Verbose: true}), "1 → 29: c29")
	assert.Contains(t, output(t, "markdown", r, plan.Style{}), "  - `1` → `11`: `c11`\n")
}

// TestMetadata checks that changes of annotations and labels are one line.
func TestMetadata(t *testing.T) {
	annotated := func(cluster, object, name string) plan.Effect {
		return plan.Effect{Cluster: cluster, Level: plan.Info, Object: object, Field: "metadata.annotations." + name, New: name, Text: "is now set"}
	}
	r := plan.Report{Effects: []plan.Effect{annotated("a", "A/a", "x"), annotated("a", "A/a", "y"), annotated("a", "B/b", "x"), annotated("b", "A/a", "x")}}
	text := output(t, "text", r, plan.Style{})
	assert.Equal(t, 5, strings.Count(text, "\n"), text)
	assert.Contains(t, text, "A/a: metadata: annotations and labels change (3), also those of B/b")
	assert.Contains(t, output(t, "text", r, plan.Style{Verbose: true}), "metadata.annotations.y")
	assert.True(t, plan.OnlyMetadata(r.Effects))
	assert.False(t, plan.OnlyMetadata(append(r.Effects, effects[1])))
	r.Live = true
	assert.Contains(t, output(t, "text", r, plan.Style{}), "match Git, except for annotations")
}

func TestFormatsWithoutEffects(t *testing.T) {
	assert.Equal(t, []string{"json", "markdown", "text"}, plan.FormatNames())
	for format, write := range plan.Formats {
		text := output(t, format, plan.Report{Clusters: 1}, plan.Style{})
		if format == "json" {
			assert.Equal(t, "[]\n", text)
		} else {
			assert.Equal(t, "No changes on any cluster.\n", text, format)
			assert.Equal(t, "The cluster matches Git.\n", output(t, format, plan.Report{Clusters: 1, Live: true}, plan.Style{}))
		}
		assert.ErrorIs(t, write(full{}, plan.Report{Effects: effects}, plan.Style{}), errFull, format)
	}
}

var errFull = errors.New("no space left")

// full is a writer without free space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
