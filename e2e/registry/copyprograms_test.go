package registry

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// The images of the pods: busybox with kubectl as oc, and busybox with rclone. Tests that
// run at the same time have their own.
var copyImages = map[bool]string{
	false: fmt.Sprintf("localhost/registry-profile-copy-oc:%d", os.Getpid()),
	true:  fmt.Sprintf("localhost/registry-profile-copy-rclone:%d", os.Getpid()),
}

var (
	buildImages  sync.Once
	imagesBuilt  bool
	programsOnce sync.Once
	programs     string
)

// needs skips a test without a program, except in CI.
func needs(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			require.Empty(t, os.Getenv("CI"), "%s is missing; .ci/run installs it", tool)
			t.Skip("SKIPPED: " + tool + " is not installed; no Job copies images")
		}
	}
}

// copyImage returns the name of the image for a container, which it builds once. TestMain
// removes it.
func copyImage(t *testing.T, rclone bool) string {
	t.Helper()
	buildImages.Do(func() {
		imagesBuilt = true
		for withRclone, name := range copyImages {
			root := filepath.Join(t.TempDir(), "root")
			install(t, filepath.Join(root, "bin"), withRclone, !withRclone)
			for _, dir := range []string{"tmp", "work", "scripts", "stores/old", "stores/new", "ca/registry", "ca/cluster", "proc", "sys", "dev", "etc", "run", "var/run/secrets/kubernetes.io/serviceaccount"} {
				require.NoError(t, os.MkdirAll(filepath.Join(root, dir), 0o755))
			}
			out, err := exec.Command("tar", "--create", "--file", root+".tar", "--directory", root, ".").CombinedOutput()
			require.NoError(t, err, string(out))
			out, err = podman(context.Background(), "import", "--change", "ENV PATH=/bin", root+".tar", name).CombinedOutput()
			require.NoError(t, err, string(out))
		}
	})
	return copyImages[rclone]
}

func removeImages() {
	if _, err := exec.LookPath("podman"); err == nil && imagesBuilt {
		for _, name := range copyImages {
			_ = podman(context.Background(), "rmi", "--force", name).Run() // it may not exist
		}
	}
}

// hostPrograms returns a folder with the same programs, for processes of this machine.
func hostPrograms(t *testing.T) string {
	t.Helper()
	programsOnce.Do(func() {
		var err error
		programs, err = os.MkdirTemp("", "registry-profile-programs-")
		require.NoError(t, err)
		install(t, programs, true, true)
	})
	return programs
}

// install installs busybox with all its names, rclone and oc in a folder.
func install(t *testing.T, dir string, rclone, oc bool) {
	t.Helper()
	busybox, err := exec.LookPath("busybox")
	require.NoError(t, err)
	files := map[string]string{"busybox": busybox}
	if rclone {
		files["rclone"] = testbed.Tool("rclone")
	}
	if oc {
		files["oc"] = testbed.Tool("kubectl")
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for name, from := range files {
		program, err := os.ReadFile(from)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), program, 0o755))
	}
	names, err := exec.Command(busybox, "--list").Output()
	require.NoError(t, err)
	for name := range strings.FieldsSeq(string(names)) {
		if name != "busybox" {
			require.NoError(t, os.Symlink("busybox", filepath.Join(dir, name)))
		}
	}
}

func podman(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "podman", args...)
	cmd.Env = append(os.Environ(), "CONTAINERS_CONF="+filepath.Join(testbed.Root(), "e2e", "containers.conf"))
	return cmd
}
