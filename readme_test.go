package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/validators"
)

// sideBySide is the example at the top of the README.
const sideBySide = "examples/vsphere-block"

// TestReadme renders the generated parts of the README.
func TestReadme(t *testing.T) {
	generated(t, "README.md", map[string]string{
		"side-by-side": sideBySideTable(t),
		"graph":        graphOf(t),
		"examples":     examplesTable(t),
		"profile":      profileTable(t, v1alpha1.RegistryProfile{}),
		"policy":       profileTable(t, v1alpha1.RegistryPolicy{}),
		"rules":        rulesTable(),
		"exit-codes":   exitCodeTable(),
	})
}

// generated holds the parts of a document between marks against what they
// should be.
func generated(t *testing.T, file string, parts map[string]string) {
	t.Helper()
	text := read(t, file)
	for name, content := range parts {
		part := regexp.MustCompile(`(?s)(<!-- begin ` + name + ` -->\n).*?(<!-- end ` + name + ` -->)`)
		require.Regexp(t, part, text)
		text = part.ReplaceAllStringFunc(text, func(old string) string {
			marks := part.FindStringSubmatch(old)
			return marks[1] + content + marks[2]
		})
	}
	golden.Assert(t, file, []byte(text))
}

// TestReadmeBegins demands that the two commands come first, and that there is
// a target behind the second.
func TestReadmeBegins(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(read(t, "README.md"), 2)
	require.Len(t, blocks, 2)
	assert.Regexp(t, `^go run \. render examples/[a-z0-9-]+/profile.yaml\n$`, blocks[0][1])
	assert.Equal(t, "make test\n", blocks[1][1])
	assert.Contains(t, read(t, "Makefile"), "\ntest: ##")
}

func sideBySideTable(t *testing.T) string {
	_, profile, _ := strings.Cut(read(t, sideBySide+"/profile.yaml"), "\n") // without the line for editors
	return fmt.Sprintf("<table>\n<tr><th>what you write</th><th>what the cluster gets</th></tr>\n<tr><td>\n\n```yaml\n%s```\n\n</td><td>\n\n```yaml\n%s```\n\n</td></tr>\n</table>\n",
		profile, read(t, sideBySide+"/expected.yaml"))
}

// graphOf is the graph of the example at the top.
func graphOf(t *testing.T) string {
	_, rest, found := strings.Cut(read(t, sideBySide+"/README.md"), "<!-- begin graph -->\n")
	require.True(t, found)
	graph, _, _ := strings.Cut(rest, "<!-- end graph -->")
	return graph
}

func examplesTable(t *testing.T) string {
	files, err := filepath.Glob("examples/*/README.md")
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("| folder | what it shows |\n|---|---|\n")
	for _, file := range files {
		dir := filepath.Dir(file)
		title, _, _ := strings.Cut(strings.TrimPrefix(read(t, file), "# "), "\n")
		fmt.Fprintf(&b, "| [%s](%s) | %s |\n", filepath.Base(dir), dir, title)
	}
	return b.String()
}

func exitCodeTable() string {
	var b strings.Builder
	b.WriteString("| exit code | meaning |\n|---|---|\n")
	for code, meaning := range cmd.ExitCodes {
		fmt.Fprintf(&b, "| %d | %s |\n", code, meaning)
	}
	return b.String()
}

func rulesTable() string {
	var b strings.Builder
	b.WriteString("| rule | severity | what is wrong | what to do |\n|---|---|---|---|\n")
	for _, r := range validators.All {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.ID, r.Severity, r.Title, r.Remedy)
	}
	return b.String()
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}
