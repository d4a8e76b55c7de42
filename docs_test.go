package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/gen/artifact"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// documents returns the paths of all Markdown files.
func documents(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (path == "bin" || strings.HasPrefix(entry.Name(), ".") && path != "."):
			return fs.SkipDir
		case filepath.Ext(path) == ".md":
			files = append(files, path)
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, len(files), 40)
	return files
}

var (
	linkTarget = regexp.MustCompile(`\]\(([^):#]*)(#[^)]*)?\)`)
	codeBlock  = regexp.MustCompile("(?s)```.*?```")
	heading    = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// TestLinks follows the relative links of the documents, to the heading if they
// name one.
func TestLinks(t *testing.T) {
	for _, file := range documents(t) {
		for _, link := range linkTarget.FindAllStringSubmatch(read(t, file), -1) {
			target := file
			if link[1] != "" {
				target = filepath.Join(filepath.Dir(file), link[1])
			}
			if !exists(t, target, file) || link[2] == "" {
				continue
			}
			assert.Contains(t, anchors(read(t, target)), link[2], "%s links to a heading that %s does not have", file, target)
		}
	}
}

// anchors returns the fragments by which Git hosts link to the headings of a
// document.
func anchors(text string) []string {
	var all []string
	for _, h := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(text, ""), -1) {
		all = append(all, artifact.Anchor(h[1]))
	}
	return all
}

// TestIndex requires a link from the index to every page.
func TestIndex(t *testing.T) {
	index := read(t, "docs/README.md")
	for _, file := range documents(t) {
		if name, ok := strings.CutPrefix(file, "docs/"); ok && name != "README.md" {
			assert.Contains(t, index, "]("+name+")")
		}
	}
}

// TestDocumentedTargets requires a target in the Makefile for every make command
// that the documents name.
func TestDocumentedTargets(t *testing.T) {
	makefile := read(t, "Makefile")
	seen := 0
	for _, file := range documents(t) {
		for _, target := range regexp.MustCompile(`(?m)(?:^|`+"`"+`)make ([a-z0-9-]+)`).FindAllStringSubmatch(commandsIn(read(t, file)), -1) {
			seen++
			assert.Regexp(t, `(?m)^`+target[1]+`:`, makefile, "%s: make %s", file, target[1])
		}
	}
	assert.Greater(t, seen, 10)
}

// TestDocumentedFields finds names of fields that do not exist.
func TestDocumentedFields(t *testing.T) {
	known := map[string]bool{}
	for _, kind := range []string{v1alpha1.Kind, v1alpha1.PolicyKind} {
		for _, f := range fieldsOf(t, kind) {
			known[strings.ReplaceAll(f.Path, "[]", "")] = true
		}
	}
	for _, file := range documents(t) {
		if file == "validators/README.md" || file == "docs/reference/rules.md" {
			continue // rules also cover fields of generated objects
		}
		for _, name := range regexp.MustCompile("`(spec\\.[A-Za-z.\\[\\]]+)(?:: [^`]*)?`").FindAllStringSubmatch(read(t, file), -1) {
			assert.True(t, known[strings.ReplaceAll(name[1], "[]", "")], "%s: %s", file, name[1])
		}
	}
}

// TestDocumentedProfiles checks the profiles in the documents against the rules.
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

// commandsIn returns the commands in a document, one per line.
func commandsIn(text string) string {
	return strings.Join(regexp.MustCompile("(?s)```(?:sh|console)\n.*?```|`[^`\n]+`").FindAllString(text, -1), "\n")
}

// TestEveryDocumentedCommandIsReplaced compares the table of oc commands with the
// commands that the examples replace, and with the storage types.
func TestEveryDocumentedCommandIsReplaced(t *testing.T) {
	table := read(t, "docs/from-oc.md")
	files, err := filepath.Glob("examples/*/README.md")
	require.NoError(t, err)
	for _, file := range files {
		_, rest, found := strings.Cut(read(t, file), "**Replaces these commands:**")
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
	for _, f := range fieldsOf(t, v1alpha1.Kind) {
		if f.Book != "" && strings.Contains(f.Book, ".") {
			assert.True(t, slices.Contains(sections, f.Book), "section %s, which %s replaces", f.Book, f.Path)
		}
	}
}

// TestDocumentedFiles runs the function on the package that the page about kpt creates,
// and compares the files with those that the page lists.
func TestDocumentedFiles(t *testing.T) {
	_, rest, found := strings.Cut(read(t, "docs/kpt.md"), "$ ls package\n")
	require.True(t, found)
	list, _, _ := strings.Cut(rest, "```")
	profile := yaml.MustParse(read(t, "examples/aws-s3/profile.yaml"))
	require.NoError(t, profile.PipeE(yaml.SetAnnotation(kioutil.PathAnnotation, "profile.yaml")))
	rl := &krm.ResourceList{Items: []*yaml.RNode{profile}}
	require.True(t, pipeline.Function{Rules: pipeline.ProfileRules}.Run(rl))
	var written []string
	for _, item := range rl.Items {
		file, _, err := kioutil.GetFileAnnotations(item)
		require.NoError(t, err)
		written = append(written, file)
	}
	slices.Sort(written)
	assert.Equal(t, written, strings.Fields(list))
}

// TestOrphanedStores requires that the README of an example says what becomes of the
// store that the operator created, if the profile names another one.
func TestOrphanedStores(t *testing.T) {
	files, err := filepath.Glob("examples/*/profile.yaml")
	require.NoError(t, err)
	seen := 0
	for _, file := range files {
		node, err := yaml.Parse(read(t, file))
		require.NoError(t, err, file)
		p, errs := resolve.Parse(node.YNode())
		require.Empty(t, errs, file)
		if p.Spec.Storage == nil || !openshift.FindPlatform(p.Spec.OpenShift.Platform).OwnStorage() {
			continue
		}
		set := storage.Choices(p.Spec.Storage.OneOf)
		if len(set) == 1 && set[0].Store(storage.Env{}).Named {
			seen++
			assert.Contains(t, read(t, filepath.Join(filepath.Dir(file), "README.md")), "backup.md#the-store-that-the-installation-created", file)
		}
	}
	assert.Greater(t, seen, 8)
}

func exists(t *testing.T, path, from string) bool {
	t.Helper()
	_, err := os.Stat(path)
	return assert.NoError(t, err, "%s links to %s", from, path)
}

func fieldsOf(t *testing.T, kind string) []fields.Field {
	t.Helper()
	fields, err := artifact.Fields(".", kind)
	require.NoError(t, err)
	return fields
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}
