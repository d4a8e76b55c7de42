package examples_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/golden"
)

// Marks around the graph in an example's README.
const (
	beginGraph = "<!-- begin graph -->\n"
	endGraph   = "<!-- end graph -->\n"
)

// TestGraphs draws what each example comes to into its README.
func TestGraphs(t *testing.T) {
	for _, dir := range folders(t) {
		file := filepath.Join(dir, "README.md")
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var out, errs bytes.Buffer
		code := cmd.Run([]string{"graph", filepath.Join(dir, "profile.yaml")}, os.Getenv, cmd.Streams{Now: time.Now, In: &bytes.Buffer{}, Out: &out, Err: &errs})
		require.Zero(t, code, errs.String())
		before, rest, found := strings.Cut(string(text), beginGraph)
		_, after, _ := strings.Cut(rest, endGraph)
		if !found {
			before += "\n**What it comes to**, from the left in the order in which it is applied; dashed is what others make:\n\n"
		}
		golden.Assert(t, file, []byte(before+beginGraph+"```mermaid\n"+out.String()+"```\n"+endGraph+after))
	}
}
