package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/goccy/go-yaml" // its test data contains the cases of the YAML test suite
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// TestYAMLSuite puts every case of the YAML test suite into an unrelated item.
// The function rejects the cases that the YAML library rejects. It returns all
// others with the same value, and byte for byte if the surrounding list is in
// plain style.
func TestYAMLSuite(t *testing.T) {
	module := strings.TrimSpace(run(t, ".", os.Environ(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/goccy/go-yaml"))
	files, err := filepath.Glob(filepath.Join(module, "testdata/yaml-test-suite/*/in.yaml"))
	require.NoError(t, err)
	require.Greater(t, len(files), 300)
	refused, exact, same := 0, 0, 0
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		item := "- apiVersion: example.com/v1\n  kind: Case\n  metadata:\n    name: " + strings.ToLower(name) + "\n  spec:\n    " +
			strings.ReplaceAll(strings.TrimSuffix(read(t, file), "\n"), "\n", "\n    ") + "\n"
		input := list(t, item+"- apiVersion: v1\n  kind: Service # neighbour")
		cmd := exec.Command(filepath.Join(root(t), "bin/registry-profile"))
		cmd.Stdin = strings.NewReader(input)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		want, parseErr := firstItem(input)
		switch {
		case parseErr != nil:
			refused++
			assert.Error(t, err, "%s: the library rejects it: %v\n%s", name, parseErr, input)
			assert.Regexp(t, `error: .*YAML`, stderr.String(), name)
		case strings.Contains(stdout.String(), "items:\n"+item):
			exact++
			assert.NoError(t, err, "%s: %s", name, stderr.String())
		default:
			require.NoError(t, err, "%s: %s", name, stderr.String())
			got, err := firstItem(stdout.String())
			require.NoError(t, err, name)
			if again, err := libraryRoundTrip(want); err != nil || !equalNodes(want, again) {
				continue // the library does not write everything that it reads
			}
			same++
			assert.True(t, equalNodes(want, got), "%s:\n%s\n%s", name, input, stdout.String())
		}
	}
	fmt.Printf("proof: YAML's test suite in items: %d cases, %d rejected like the library, %d returned byte for byte, %d with the same value\n", len(files), refused, exact, same)
	assert.Greater(t, exact, 150)
}

// firstItem returns the first item of a list, as the library reads it.
func firstItem(text string) (*yaml.Node, error) {
	document := &yaml.Node{}
	if err := yaml.NewDecoder(strings.NewReader(text)).Decode(document); err != nil {
		return nil, err
	}
	items, err := yaml.NewRNode(document).Pipe(yaml.Lookup("items"))
	if err != nil || items == nil || len(items.Content()) == 0 {
		return nil, fmt.Errorf("no items: %w", err)
	}
	return items.Content()[0], nil
}

func libraryRoundTrip(node *yaml.Node) (*yaml.Node, error) {
	text, err := yaml.NewRNode(node).String()
	if err != nil {
		return nil, err
	}
	document := &yaml.Node{}
	if err := yaml.NewDecoder(strings.NewReader(text)).Decode(document); err != nil {
		return nil, err
	}
	return document.Content[0], nil
}

func equalNodes(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.ShortTag() != b.ShortTag() || a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !equalNodes(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
