package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/report"
)

// list has a diagnostic of each kind: of a rule, suppressed, of a malformed
// profile, and with values that a terminal would execute.
var list = []v1alpha1.Diagnostic{
	{File: "a.yaml", Line: 7, Severity: v1alpha1.SeverityError, Rule: "ED001", Object: "Config/cluster", Field: "spec.storage.emptyDir", Message: "emptyDir"},
	{File: "a.yaml", Line: 9, Severity: v1alpha1.SeverityInfo, Rule: "PV005", Object: "PersistentVolumeClaim/ns/c", Field: "spec.resources.requests.storage", Current: "10Gi", Proposed: "100Gi", Message: "small", Suppressed: "lab"},
	{File: "b.yaml", Severity: v1alpha1.SeverityWarning, Object: "Config/\x1b[2Jcluster", Field: "spec.x", Current: "\x1b]0;title\a", Message: "bad\rvalue"},
}

// skipped is content that was not checked.
var skipped = []report.Skipped{
	{Path: "charts/a", Kind: "chart", Reason: "Helm chart"},
	{Path: "b\x1b.yaml", Kind: "template", Reason: "\x1b[2J"},
	{Path: "c.yaml", Kind: "template", Reason: "template"},
}

func written(t *testing.T, format string, list []v1alpha1.Diagnostic, color bool) []byte {
	t.Helper()
	var b bytes.Buffer
	r := report.Report{Findings: list, Summary: report.Summary{Clusters: 1, Objects: 2, NotLookedInto: skipped}}
	r.Summary.Count(list)
	require.NoError(t, report.Formats[format](&b, r, report.Style{Color: color}))
	return b.Bytes()
}

func TestText(t *testing.T) {
	text := string(written(t, "text", list, false))
	assert.Contains(t, text, "a.yaml: Config/cluster\n  7: error: spec.storage.emptyDir: emptyDir [ED001]\n")
	assert.Contains(t, text, "  9: info: spec.resources.requests.storage: \"10Gi\": small [PV005]\n")
	assert.Contains(t, text, "1 cluster, 2 objects of the registry, 1 error, 1 warning, 1 info; not looked into: 1 chart, 2 templates (use -v to list)\n")
	var b bytes.Buffer
	require.NoError(t, report.Formats["text"](&b, report.Report{Summary: report.Summary{NotLookedInto: skipped}}, report.Style{Verbose: true}))
	assert.Contains(t, b.String(), "charts/a: not looked into: Helm chart\n")
	assert.NotContains(t, b.String(), "\x1b")
	colored := string(written(t, "text", list, true))
	assert.Contains(t, colored, "\x1b[31merror\x1b[0m")
}

// TestNothingRaw requires that no format for terminals and logs passes on
// control characters of a file.
func TestNothingRaw(t *testing.T) {
	var lines bytes.Buffer
	report.Lines(&lines, "registry-profile: ", list)
	for name, text := range map[string][]byte{"text": written(t, "text", list, false), "lines": lines.Bytes(), "github": written(t, "github", list, false)} {
		assert.NotContains(t, string(text), "\x1b", name)
		assert.NotContains(t, string(text), "\a", name)
		assert.NotContains(t, string(text), "\r", name)
	}
	assert.Contains(t, lines.String(), `registry-profile: warning: Config/\x1b[2Jcluster: spec.x: "\x1b]0;title\a": bad\rvalue`)
}

func TestJSON(t *testing.T) {
	var got struct {
		Findings []map[string]any
		Summary  map[string]any
	}
	require.NoError(t, json.Unmarshal(written(t, "json", list, false), &got))
	require.Len(t, got.Findings, 3)
	assert.Equal(t, map[string]any{
		"file": "a.yaml", "line": 9.0, "severity": "info", "rule": "PV005", "object": "PersistentVolumeClaim/ns/c",
		"field": "spec.resources.requests.storage", "current": "10Gi", "proposed": "100Gi", "message": "small", "suppressed": "lab",
	}, got.Findings[1])
	assert.Equal(t, map[string]any{"path": "charts/a", "kind": "chart", "reason": "Helm chart"}, got.Summary["notLookedInto"].([]any)[0])
	assert.Equal(t, 1.0, got.Summary["errors"])
	var b bytes.Buffer
	require.NoError(t, report.Formats["json"](&b, report.Report{}, report.Style{}))
	assert.JSONEq(t, `{"findings": [], "summary": {"clusters": 0, "objects": 0, "errors": 0, "warnings": 0, "infos": 0, "notLookedInto": []}}`, b.String())
}

func TestSARIFSuppressions(t *testing.T) {
	var log struct {
		Runs []struct {
			Invocations []struct {
				Notifications []struct{ Level string } `json:"toolExecutionNotifications"`
			}
			Results []struct {
				RuleID       string
				Level        string
				Suppressions []struct{ Kind, Justification string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(written(t, "sarif", list, false), &log))
	results := log.Runs[0].Results
	assert.Len(t, log.Runs[0].Invocations[0].Notifications, 3)
	require.Len(t, results, 3)
	assert.Equal(t, "ED001", results[0].RuleID)
	assert.Empty(t, results[0].Suppressions)
	require.Len(t, results[1].Suppressions, 1)
	assert.Equal(t, "external", results[1].Suppressions[0].Kind)
	assert.Equal(t, "lab", results[1].Suppressions[0].Justification)
	assert.Equal(t, "warning", results[2].Level)
	assert.NotEmpty(t, results[2].RuleID, "a malformed profile has a rule of SARIF too")
}

func TestJUnit(t *testing.T) {
	var suite struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
	}
	require.NoError(t, xml.Unmarshal(written(t, "junit", list[:2], false), &suite))
	assert.Equal(t, 2, suite.Tests)
	assert.Equal(t, 1, suite.Failures)
}

func TestNotable(t *testing.T) {
	event := v1alpha1.Diagnostic{Severity: v1alpha1.SeverityInfo, Message: "changed"}
	assert.Equal(t, []v1alpha1.Diagnostic{list[0], list[2], event}, report.Notable(append(list[:3:3], event)))
}

// TestInCommon requires one entry for what three clusters have in common, of which two
// values differ.
func TestInCommon(t *testing.T) {
	var found []v1alpha1.Diagnostic
	for i := range 13 {
		name := string(rune('a' + i))
		found = append(found,
			v1alpha1.Diagnostic{File: "clusters/" + name + ".yaml", Line: i + 1, Severity: v1alpha1.SeverityInfo, Rule: "S3011", Object: "RegistryProfile/" + name, Field: "spec.bucket", Current: "images-" + name, Message: "bucket"},
			v1alpha1.Diagnostic{File: "rendered/" + name + "/config.yaml", Severity: v1alpha1.SeverityWarning, Rule: "ED001", Object: "Config/cluster", Field: "spec.a", Current: "x", Message: "same"},
			v1alpha1.Diagnostic{File: "clusters/" + name + ".yaml", Severity: v1alpha1.SeverityError, Rule: "PV001", Object: "RegistryProfile/" + name, Message: "unlike " + name})
	}
	text := string(written(t, "text", found, false))
	assert.Contains(t, text, "13 clusters: a, b, c, d, e, f, g, h, i, j and 3 more\n  info: RegistryProfile: spec.bucket: bucket [S3011]\n")
	assert.Contains(t, text, "13 clusters: rendered/a, rendered/b, ")
	assert.Contains(t, text, "  warning: Config/cluster: spec.a: \"x\": same [ED001]\n")
	assert.Contains(t, text, "clusters/a.yaml: RegistryProfile/a\n  0: error: unlike a [PV001]\n")
	assert.Contains(t, text, " 13 errors, 13 warnings, 13 infos", "counts are those of all clusters")

	two := string(written(t, "text", found[:6], false))
	assert.Contains(t, two, "clusters/a.yaml: RegistryProfile/a\n  1: info: spec.bucket: \"images-a\": bucket [S3011]\n")

	var lines bytes.Buffer
	report.FleetLines(&lines, found[:9], map[string]string{"rendered/a/config.yaml": "prod-a"})
	assert.Contains(t, lines.String(), "3 clusters: a, b, c: info: RegistryProfile: spec.bucket: bucket [S3011]\n")
	assert.Contains(t, lines.String(), "3 clusters: prod-a, rendered/b, rendered/c: warning: Config/cluster: ")
	assert.Contains(t, lines.String(), "clusters/a.yaml: error: RegistryProfile/a: unlike a [PV001]\n")
}

func TestRename(t *testing.T) {
	r := report.Report{Findings: []v1alpha1.Diagnostic{{File: "/tmp/x/a.yaml", Message: "also in /tmp/x/b.yaml"}}}
	r.Summary.NotLookedInto = []report.Skipped{{Path: "/tmp/x/c", Reason: "no /tmp/x/d"}}
	r.Rename(func(text string) string { return strings.ReplaceAll(text, "/tmp/x/", "main:") })
	assert.Equal(t, v1alpha1.Diagnostic{File: "main:a.yaml", Message: "also in main:b.yaml"}, r.Findings[0])
	assert.Equal(t, report.Skipped{Path: "main:c", Reason: "no main:d"}, r.Summary.NotLookedInto[0])
	var b bytes.Buffer
	require.NoError(t, report.Formats["sarif"](&b, r, report.Style{}))
	assert.Contains(t, b.String(), `"uri": "./main:a.yaml"`, "not a scheme")
}
