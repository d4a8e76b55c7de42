package testbed

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Program is a running program.
type Program struct {
	cmd *exec.Cmd
	log string
}

// Run starts a tool that runs until the test ends, with nothing but an environment:
// variables of this machine, such as AWS_CA_BUNDLE, must not have an effect. If the
// test fails, the end of its log is printed.
func Run(t testing.TB, env []string, name string, args ...string) *Program {
	t.Helper()
	p := &Program{log: filepath.Join(t.TempDir(), name+".log")}
	log, err := os.Create(p.log)
	require.NoError(t, err)
	p.cmd = exec.Command(Tool(name), args...)
	p.cmd.Env = append([]string{"HOME=" + t.TempDir()}, env...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // also if a test panics
	require.NoError(t, p.cmd.Start(), "run these tests with make")
	t.Cleanup(func() {
		p.Stop()
		log.Close()
		if t.Failed() {
			text := p.Log()
			t.Logf("the end of the log of %s:\n%s", name, text[max(0, len(text)-4000):])
		}
	})
	return p
}

// Stop ends the program.
func (p *Program) Stop() {
	_ = p.cmd.Process.Kill() // it may have exited already
	_ = p.cmd.Wait()
}

// Log returns what the program has printed.
func (p *Program) Log() string {
	text, _ := os.ReadFile(p.log)
	return string(text)
}
