package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestInterrupted kills a fleet render at random times: every file is complete,
// in its old or its new version, and a later run finishes the work.
func TestInterrupted(t *testing.T) {
	const clusters, kills = 400, 15
	dir := t.TempDir()
	program := filepath.Join(root(t), "bin/registry-profile")
	profiles := func(bucket string) {
		for i := range clusters {
			write(t, filepath.Join(dir, "fleet", fmt.Sprintf("c%03d.yaml", i)), fmt.Sprintf(
				"apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: c%03d}\nspec:\n  openshift: {version: \"4.16\", platform: AWS}\n  storage: {s3: {bucket: %s, region: eu-west-1}}\n  imagePruner: {schedule: \"0 3 * * *\"}\n", i, bucket))
		}
	}
	render := func(out string) { run(t, dir, os.Environ(), program, "render", "fleet", "-o", out) }
	profiles("old")
	start := time.Now()
	render("old")
	whole := time.Since(start)
	profiles("new")
	render("new")
	old, now := snapshot(t, filepath.Join(dir, "old")), snapshot(t, filepath.Join(dir, "new"))
	require.NotEqual(t, old, now)

	mixed := 0
	for range kills {
		require.NoError(t, os.RemoveAll(filepath.Join(dir, "out")))
		require.NoError(t, os.CopyFS(filepath.Join(dir, "out"), os.DirFS(filepath.Join(dir, "old"))))
		cmd := exec.Command(program, "render", "fleet", "-o", "out")
		cmd.Dir = dir
		require.NoError(t, cmd.Start())
		time.Sleep(time.Duration(rand.Int64N(int64(whole))))
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed, or has finished
		changed := 0
		for file, text := range snapshot(t, filepath.Join(dir, "out")) {
			if strings.HasPrefix(filepath.Base(file), ".registry-profile-") {
				continue // a temporary file
			}
			if text == now[file] && text != old[file] {
				changed++
			} else {
				assert.Equal(t, old[file], text, file)
			}
		}
		if changed > 0 && changed < clusters {
			mixed++
		}
		render("out")
		run(t, dir, os.Environ(), program, "render", "fleet", "-o", "out", "--check")
	}
	require.Positive(t, mixed, "no kill interrupted a write")
	fmt.Printf("proof: a killed render leaves complete files: %d kills, %d in the middle of %d clusters\n", kills, mixed, clusters)
}
