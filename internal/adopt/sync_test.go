package adopt

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSyncFiles compares the manifests with those of overlays, which other tests
// check: a copy must not lag behind.
func TestSyncFiles(t *testing.T) {
	overlay := func(name string) string {
		text, err := os.ReadFile(filepath.Join("../../overlays", name))
		require.NoError(t, err)
		return string(text)
	}
	assert.Equal(t, overlay("argocd/applicationset.yaml"), applicationSet)
	assert.Equal(t, overlay("flux/git/source.yaml")+"---\n"+overlay("flux/cluster/registry.yaml"), fluxRegistry)
	assert.Contains(t, fluxRegistry, fluxOperators)
	assert.Contains(t, fluxBucket, fluxOperators)
	assert.Equal(t, overlay("flux/bucket/step.yaml"), fluxBucket)
	assert.Equal(t, overlay("kpt/rootsync.yaml"), rootSync)
}

func TestRemoteURL(t *testing.T) {
	for remote, want := range map[string]string{
		"https://git.example.com/a/b.git":            "https://git.example.com/a/b.git",
		"https://user:token@git.example.com/a/b.git": "https://git.example.com/a/b.git",
		"git@git.example.com:a/b.git":                "ssh://git@git.example.com/a/b.git",
		"ssh://git@git.example.com:22/a/b.git":       "ssh://git@git.example.com:22/a/b.git",
		"/srv/git/b.git":                             "",
		"../b.git":                                   "",
		"":                                           "",
	} {
		assert.Equal(t, want, remoteURL(remote), remote)
	}
}
