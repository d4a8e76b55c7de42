package artifact_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/gen/artifact"
)

const root = "../../.."

// TestUpToDate fails once for each generated file that does not match its
// sources.
func TestUpToDate(t *testing.T) {
	files, err := artifact.All(root)
	require.NoError(t, err)
	stale, err := files.Stale(root)
	require.NoError(t, err)
	for _, name := range stale {
		t.Run(name, func(t *testing.T) {
			if files[name] == nil {
				t.Errorf("%s is not generated from any source: run make generate, which removes it", name)
				return
			}
			got, err := os.ReadFile(filepath.Join(root, name))
			assert.NoError(t, err)
			assert.Equal(t, string(files[name]), string(got), "%s is stale: run make generate", name)
		})
	}
}

// TestWrite regenerates damaged files and removes obsolete ones.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	write("current.md", "a")
	write("edited.md", "by hand")
	write("overlays/rendered/gone/config_cluster.yaml", "kind: Config\n")
	write("overlays/base/profile.yaml", "kind: RegistryProfile\n")
	files := artifact.Files{"current.md": []byte("a"), "edited.md": []byte("b"), "new/page.md": []byte("c")}

	changed, err := files.Write(dir)
	require.NoError(t, err)
	assert.Equal(t, []string{"edited.md", "new/page.md", "overlays/rendered/gone/config_cluster.yaml"}, changed)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got))
	}
	assert.NoDirExists(t, filepath.Join(dir, "overlays/rendered/gone"))
	assert.FileExists(t, filepath.Join(dir, "overlays/base/profile.yaml"))

	changed, err = files.Write(dir)
	require.NoError(t, err)
	assert.Empty(t, changed, "a second run changes nothing")
}

// TestReferenceIsComplete requires every field of the API in its reference.
func TestReferenceIsComplete(t *testing.T) {
	files, err := artifact.All(root)
	require.NoError(t, err)
	page := string(files["docs/reference/profile.md"])
	for _, kind := range []string{v1alpha1.Kind, v1alpha1.PolicyKind} {
		fields, err := artifact.Fields(root, kind)
		require.NoError(t, err)
		for _, f := range fields {
			assert.Contains(t, page, "`"+f.Path+"`")
			assert.Contains(t, page, f.Doc)
		}
	}
}

func TestFieldsOfUnknownKind(t *testing.T) {
	_, err := artifact.Fields(root, "Config")
	assert.ErrorContains(t, err, "Config")
}

func TestAnchor(t *testing.T) {
	for heading, want := range map[string]string{
		"Use an image":                "#use-an-image",
		"`spec.storage`":              "#specstorage",
		"ST001: more than one type":   "#st001-more-than-one-type",
		"S3013: URLs, it can't":       "#s3013-urls-it-cant",
		"Back to the operator's own":  "#back-to-the-operators-own",
		"A ReadWriteOnce claim (RWO)": "#a-readwriteonce-claim-rwo",
	} {
		assert.Equal(t, want, artifact.Anchor(heading))
	}
}
