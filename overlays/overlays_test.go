package overlays_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/golden"
)

// fleets has, for each folder of rendered manifests, that of their profiles.
var fleets = map[string]string{
	"rendered":      "clusters",
	"flux/rendered": "flux/profiles",
	"kpt/rendered":  "kpt/profiles",
	"acm/rendered":  "acm/profiles",
}

// TestRendered demands that each folder is what the clusters come to.
func TestRendered(t *testing.T) {
	for rendered, profiles := range fleets {
		if golden.Updating() {
			code, _, errs := run("render", profiles, "-o", rendered, "--prune")
			require.Zero(t, code, errs)
		}
		code, out, errs := run("render", profiles, "-o", rendered, "--check")
		assert.Zero(t, code, "run make update, and read the diff: %s%s", out, errs)

		// Whatever the folder held that is not rendered would reach a cluster.
		fresh := t.TempDir()
		code, _, errs = run("render", profiles, "-o", fresh)
		require.Zero(t, code, errs)
		assert.Equal(t, files(t, fresh), files(t, rendered))
	}
}

func TestClean(t *testing.T) {
	code, out, errs := run("lint", "--fail-on", "warning", ".")
	assert.Zero(t, code, out+errs)
}

func run(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = cmd.Run(args, os.Getenv, cmd.Streams{Now: time.Now, In: &bytes.Buffer{}, Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	require.NoError(t, err)
	for i, path := range paths {
		paths[i], err = filepath.Rel(dir, path)
		require.NoError(t, err)
	}
	return paths
}
