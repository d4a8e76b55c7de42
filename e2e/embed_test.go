package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestEmbed builds a program that embeds the function with the kpt SDK's
// AsMain, and runs it as a host does.
func TestEmbed(t *testing.T) {
	program := filepath.Join(t.TempDir(), "embed")
	run(t, root(t), environment(), "go", "build", "-o", program, "./examples/embed")
	list := "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\nfunctionConfig:\n  " +
		strings.ReplaceAll(read(t, filepath.Join(root(t), "examples/aws-s3/profile.yaml")), "\n", "\n  ")
	got := feed(t, program, list)
	assert.Zero(t, got.code, got.stderr)
	assert.Contains(t, got.stdout, "kind: Config")
	assert.Contains(t, got.stdout, "registryprofile.dev/provenance")
	fmt.Println("proof: a program that embeds the function with the kpt SDK's AsMain renders aws-s3")
}
