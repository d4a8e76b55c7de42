package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/cmd"
)

// interruptVariable makes the test program run the command line in its place.
const interruptVariable = "TEST_INTERRUPT"

// TestInterruptedProcess is the process that TestInterrupt ends.
func TestInterruptedProcess(t *testing.T) {
	if os.Getenv(interruptVariable) == "" {
		t.Skip("only runs as a part of TestInterrupt")
	}
	os.Exit(cmd.Run([]string{"plan", "HEAD:fleet", "/dev/stdin"}, os.Getenv, cmd.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Terminal: true, Now: time.Now}))
}

// TestInterrupt ends a command that has copied a revision and waits for a pipe: it
// removes its temporary files, and exits as a process that the signal ended.
func TestInterrupt(t *testing.T) {
	for sent, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		dir, temporary := t.TempDir(), t.TempDir()
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "fleet"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "fleet", "a.yaml"), []byte("apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: a}\n"), 0o644))
		for _, args := range [][]string{{"init", "--quiet"}, {"add", "--all"}, {"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "x"}} {
			git := exec.Command("git", args...)
			git.Dir = dir
			out, err := git.CombinedOutput()
			require.NoError(t, err, string(out))
		}
		process := exec.Command(os.Args[0], "-test.run", "^TestInterruptedProcess$")
		process.Dir = dir
		process.Env = append(os.Environ(), interruptVariable+"=1", "TMPDIR="+temporary)
		stdin, err := process.StdinPipe()
		require.NoError(t, err)
		require.NoError(t, process.Start())
		copied := func() bool {
			found, _ := filepath.Glob(filepath.Join(temporary, "registry-profile-*", "*", "*"))
			return len(found) >= 2
		}
		assert.Eventually(t, copied, 30*time.Second, 5*time.Millisecond, "the copies of both arguments")
		require.NoError(t, process.Process.Signal(sent))
		_ = process.Wait() // with an exit code
		_ = stdin.Close()
		assert.Equal(t, code, process.ProcessState.ExitCode())
		left, err := filepath.Glob(filepath.Join(temporary, "registry-profile-*"))
		require.NoError(t, err)
		assert.Empty(t, left, "temporary files")
	}
}
