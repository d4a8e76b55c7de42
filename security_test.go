package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/budget"
	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// TestPromises requires that each promise in SECURITY.md links to tests that exist.
func TestPromises(t *testing.T) {
	_, table, found := strings.Cut(read(t, "SECURITY.md"), "| Promise | Test |\n|---|---|\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n\n")
	for line := range strings.Lines(table) {
		tests := regexp.MustCompile(`\[(Test\w+)\]\(([^)]+)\)`).FindAllStringSubmatch(line, -1)
		assert.NotEmpty(t, tests, line)
		for _, test := range tests {
			assert.True(t, strings.Contains(read(t, test[2]), "\nfunc "+test[1]+"(t *testing.T)"), line)
		}
	}
}

// TestLimits requires that the documents state the limits of the program.
func TestLimits(t *testing.T) {
	for _, name := range []string{"SECURITY.md", "docs/argocd.md"} {
		for _, limit := range []string{
			fmt.Sprintf("%d seconds", int(budget.Time.Seconds())),
			fmt.Sprintf("%d objects", budget.Objects),
			fmt.Sprintf("%d kustomizations", budget.Kustomizations),
			fmt.Sprintf("a depth of %d", budget.Depth),
			fmt.Sprintf("%d GiB", budget.PluginMemory>>30),
			fmt.Sprintf("%d MiB", kustomize.MaxFile>>20),
		} {
			assert.Contains(t, read(t, name), limit, name)
		}
	}
	assert.Contains(t, read(t, "SECURITY.md"), fmt.Sprintf("%d GiB for other commands", budget.Memory>>30))
}
