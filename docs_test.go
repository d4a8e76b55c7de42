package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// documents are all that people read.
func documents(t *testing.T) []string {
	t.Helper()
	files := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "validators/README.md"}
	for _, pattern := range []string{"docs/*.md", "examples/*/README.md", "overlays/README.md", "overlays/*/README.md"} {
		some, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, some)
		files = append(files, some...)
	}
	return files
}

// TestLinks follows the relative links of the documents.
func TestLinks(t *testing.T) {
	for _, file := range documents(t) {
		for _, link := range regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`).FindAllStringSubmatch(read(t, file), -1) {
			_, err := os.Stat(filepath.Join(filepath.Dir(file), link[1]))
			assert.NoError(t, err, file)
		}
	}
}

// TestWaves writes the order in which Argo CD applies what the function makes.
func TestWaves(t *testing.T) {
	byWave := map[int][]string{}
	for _, kind := range openshift.Kinds {
		wave := generators.Wave(kind)
		name := kind.Kind
		if kind == openshift.Image || kind == openshift.Config {
			name += " (" + kind.Group + ")"
		}
		byWave[wave] = append(byWave[wave], name)
	}
	var b strings.Builder
	b.WriteString("| wave | what |\n|---|---|\n")
	for wave := -9; wave <= 9; wave++ {
		if kinds := byWave[wave]; kinds != nil {
			fmt.Fprintf(&b, "| %d | %s |\n", wave, strings.Join(kinds, ", "))
		}
	}
	generated(t, "docs/argocd.md", map[string]string{"waves": b.String()})
}

// TestDocumentedFields finds names of fields that do not exist.
func TestDocumentedFields(t *testing.T) {
	known := map[string]bool{}
	for _, kind := range []any{v1alpha1.RegistryProfile{}, v1alpha1.RegistryPolicy{}} {
		for _, f := range fieldsOf(t, kind) {
			known[strings.ReplaceAll(f.Path, "[]", "")] = true
		}
	}
	for _, file := range documents(t) {
		if file == "validators/README.md" {
			continue // rules are about fields of the emitted objects too
		}
		for _, name := range regexp.MustCompile("`(spec\\.[A-Za-z.\\[\\]]+)(?:: [^`]*)?`").FindAllStringSubmatch(read(t, file), -1) {
			assert.True(t, known[strings.ReplaceAll(name[1], "[]", "")], "%s: %s", file, name[1])
		}
	}
}

// TestDocumentedProfiles holds the profiles in the documents against the rules.
func TestDocumentedProfiles(t *testing.T) {
	for _, file := range documents(t) {
		for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(read(t, file), -1) {
			text := block[1]
			if strings.HasPrefix(text, "spec:") {
				text = "apiVersion: " + v1alpha1.APIVersion + "\nkind: " + v1alpha1.Kind + "\nmetadata:\n  name: a\n" + text
			}
			if !strings.Contains(text, "kind: "+v1alpha1.Kind+"\n") {
				continue
			}
			node, err := yaml.Parse(text)
			require.NoError(t, err, file)
			_, found := pipeline.Function{Rules: pipeline.ProfileRules}.Profile(node)
			assert.False(t, v1alpha1.HasErrors(found), "%s: %v", file, found)
		}
	}
}

// TestDocumentedCommands asks every command that the documents name for help.
func TestDocumentedCommands(t *testing.T) {
	seen := map[string]bool{}
	for _, file := range documents(t) {
		for _, name := range regexp.MustCompile(`(?:registry-profile|go run \.) ([a-z]+)(?:[ \x60\n]|$)`).FindAllStringSubmatch(commandsIn(read(t, file)), -1) {
			seen[name[1]] = true
		}
	}
	require.NotEmpty(t, seen)
	for name := range seen {
		var out, errs bytes.Buffer
		code := cmd.Run([]string{name, "--help"}, os.Getenv, cmd.Streams{Now: time.Now, In: &bytes.Buffer{}, Out: &out, Err: &errs})
		assert.Zero(t, code, "%s: %s", name, errs.String())
	}
}

// commandsIn returns what stands in code of a document, a line each.
func commandsIn(text string) string {
	return strings.Join(regexp.MustCompile("(?s)```(?:sh|console)\n.*?```|`[^`\n]+`").FindAllString(text, -1), "\n")
}

// TestEveryCommandOfTheBook holds the table of oc commands against those that
// the examples replace, and against the storage types.
func TestEveryCommandOfTheBook(t *testing.T) {
	table := read(t, "docs/from-oc.md")
	files, err := filepath.Glob("examples/*/README.md")
	require.NoError(t, err)
	for _, file := range files {
		_, rest, found := strings.Cut(read(t, file), "**No longer typed:**")
		if !found {
			continue
		}
		block := regexp.MustCompile("(?s)```console\n(.*?)```").FindString(rest)
		for _, command := range regexp.MustCompile(`(?m)oc (?:get|patch|create|edit|apply|extract|adm|policy) .*`).FindAllString(block, -1) {
			known, _, _ := strings.Cut(command, " …")
			words := strings.Fields(known)
			assert.True(t, strings.Contains(table, strings.Join(words[:min(3, len(words))], " ")), "%s: %s", file, command)
		}
	}
	for _, choice := range storage.All() {
		assert.Contains(t, table, "`spec.storage."+choice.Key)
	}
	sections := regexp.MustCompile(`\b[1-5](?:\.[0-9]+)+\b`).FindAllString(table, -1)
	for _, f := range fieldsOf(t, v1alpha1.RegistryProfile{}) {
		if f.Book != "" && strings.Contains(f.Book, ".") {
			assert.True(t, slices.Contains(sections, f.Book), "section %s, which %s replaces", f.Book, f.Path)
		}
	}
}
