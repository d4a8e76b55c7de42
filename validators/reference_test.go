package validators_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/registry-profile/registry-profile/fn/golden"
	"github.com/registry-profile/registry-profile/validators"
)

// TestReference renders README.md from the rules.
func TestReference(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Rules\n\nRendered from the rules by `make update`; do not edit. An error stops the build.\n")
	for _, r := range validators.All {
		fmt.Fprintf(&b, "\n## %s: %s\n\n", r.ID, r.Title)
		fmt.Fprintf(&b, "%s: %s %s Source: %s.\n", strings.ToUpper(string(r.Severity)), r.Why, r.Remedy, r.SourceText())
	}
	golden.Assert(t, "README.md", []byte(b.String()))
}
