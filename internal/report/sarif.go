package report

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/validators"
)

// The subset of the Static Analysis Results Interchange Format 2.1.0 that this
// package writes.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifInvocation struct {
		ExecutionSuccessful bool `json:"executionSuccessful"`
		// Notifications list what was not checked.
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string       `json:"id"`
		ShortDescription sarifMessage `json:"shortDescription"`
		FullDescription  sarifMessage `json:"fullDescription"`
		Help             sarifMessage `json:"help"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations"`
		// RelatedLocations contain the field of the profile.
		RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
		// Suppressions contain the reason why the result is suppressed.
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPlace    `json:"physicalLocation"`
		Message          *sarifMessage `json:"message,omitempty"`
	}
	sarifPlace struct {
		ArtifactLocation sarifFile   `json:"artifactLocation"`
		Region           sarifRegion `json:"region"`
	}
	sarifFile struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
)

// uri returns a path as a relative reference. The colon after a Git revision would
// end a scheme.
func uri(path string) string {
	path = filepath.ToSlash(path)
	if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ":") {
		return "./" + path
	}
	return path
}

// SchemaRule is the rule ID of diagnostics that have no rule, and SchemaTitle its title:
// a profile that does not match its schema.
const (
	SchemaRule  = "profile"
	SchemaTitle = "Invalid profile or policy"
)

func sarif(w io.Writer, r Report, _ Style) error {
	levels := map[v1alpha1.Severity]string{v1alpha1.SeverityError: "error", v1alpha1.SeverityWarning: "warning", v1alpha1.SeverityInfo: "note"}
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "registry-profile"}}, Results: []sarifResult{}}
	run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
		SchemaRule, sarifMessage{SchemaTitle}, sarifMessage{"A RegistryProfile or RegistryPolicy has unknown, missing or invalid fields."}, sarifMessage{"Correct the field."},
	})
	for _, rule := range validators.All {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{rule.ID, sarifMessage{rule.Title}, sarifMessage{rule.Why}, sarifMessage{rule.Remedy}})
	}
	for _, d := range r.Findings {
		id := d.Rule
		if id == "" {
			id = SchemaRule
		}
		result := sarifResult{
			RuleID: id, Level: levels[d.Severity], Message: sarifMessage{printable.Line(d.Object) + ": " + summary(d)},
			Locations: []sarifLocation{sarifAt(d.File, d.Line)},
		}
		if d.SetBy != nil && d.SetBy.File != "" {
			related := sarifAt(d.SetBy.File, d.SetBy.Line)
			related.Message = &sarifMessage{printable.Line(d.SetBy.Field)}
			result.RelatedLocations = []sarifLocation{related}
		}
		if d.Suppressed != "" {
			result.Suppressions = []sarifSuppression{{Kind: "external", Justification: d.Suppressed}}
		}
		run.Results = append(run.Results, result)
	}
	invocation := sarifInvocation{ExecutionSuccessful: true}
	for _, s := range r.Summary.NotLookedInto {
		invocation.Notifications = append(invocation.Notifications, sarifNotification{
			"note", sarifMessage{"not looked into: " + printable.Line(s.Reason)}, []sarifLocation{sarifAt(s.Path, 1)},
		})
	}
	run.Invocations = []sarifInvocation{invocation}
	return writeJSON(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// sarifAt returns a line of a file.
func sarifAt(file string, line int) sarifLocation {
	return sarifLocation{PhysicalLocation: sarifPlace{sarifFile{uri(file)}, sarifRegion{max(1, line)}}}
}
