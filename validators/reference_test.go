package validators_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/validators"
)

// TestReference renders README.md from the rules.
func TestReference(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Rules\n\nRendered from the rules by `make update`; do not edit. An error stops the build.\n")
	for _, r := range validators.All {
		fmt.Fprintf(&b, "\n## %s: %s\n\n", r.ID, r.Title)
		severity := strings.ToUpper(string(r.Severity))
		if r.LintSeverity != "" {
			severity += ", in lint " + strings.ToUpper(string(r.LintSeverity))
		}
		fmt.Fprintf(&b, "%s: %s %s Source: %s.", severity, r.Why, r.Remedy, r.SourceText())
		if r.Since() != "" {
			fmt.Fprintf(&b, " From OpenShift %s.", r.Since())
		}
		b.WriteString("\n")
	}
	golden.Assert(t, "README.md", []byte(b.String()))
}
