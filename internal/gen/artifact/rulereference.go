package artifact

import (
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/validators"
)

// ruleReference returns the table of all rules and the page with their details.
func ruleReference(string) (Files, error) {
	return Files{
		"docs/reference/rules.md": []byte(ruleTable()),
		"validators/README.md":    []byte(ruleDetails()),
	}, nil
}

func ruleTable() string {
	t := newTable("Rule", "Severity", "Mistake", "Remedy")
	for _, r := range validators.All {
		t.row(fmt.Sprintf("[%s](../../validators/README.md%s)", r.ID, Anchor(ruleHeading(r))), severityOf(r, string(r.Severity)), r.Title, r.Remedy)
	}
	return "# Rules\n\n" + doNotEdit +
		"The function and `registry-profile lint` check profiles and manifests against these rules. An error stops the build, a warning and an info do not. `registry-profile explain RULE` prints the details of one rule.\n\n" +
		"To except an object from a rule, annotate it with `registryprofile.dev/allow: \"PV005: lab cluster\"`. On a profile, the annotation covers all of its manifests. To except a whole repository, use a [RegistryPolicy](profile.md#registrypolicy). Every exception needs a reason, and `lint` lists all of them.\n\n" +
		t.String()
}

func ruleDetails() string {
	var b strings.Builder
	b.WriteString("# Rules\n\n" + doNotEdit + "An error stops the build. [All rules in one table](../docs/reference/rules.md).\n")
	for _, r := range validators.All {
		fmt.Fprintf(&b, "\n## %s\n\n", ruleHeading(r))
		severity := strings.ToUpper(string(r.Severity))
		fmt.Fprintf(&b, "%s: %s %s Source: %s.", severityOf(r, severity), r.Why, r.Remedy, r.SourceText())
		if since := r.Since(); since != "" {
			fmt.Fprintf(&b, " From OpenShift %s.", since)
		}
		if needs := r.Needs(); needs != 0 {
			fmt.Fprintf(&b, " Needs to know, for manifests: %s.", needs)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// severityOf returns a severity, followed by the other severities of the rule.
func severityOf(r validators.Rule, severity string) string {
	if others := r.OtherSeverities(); others != "" {
		return severity + " (" + others + ")"
	}
	return severity
}

func ruleHeading(r validators.Rule) string { return r.ID + ": " + r.Title }
