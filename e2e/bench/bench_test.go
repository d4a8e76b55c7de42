// Package bench measures the program as hosts run it: as a separate process,
// between pipes. The programs of a comparison run in turn, so that the ratios
// apply on any machine.
package bench

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// programs are the compared programs by their names, built once.
var programs = map[string]string{}

// TestMain builds the comparators.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "bench-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		for _, name := range []string{"copy", "donothing", "donothing-sdk", "launch", "read"} {
			programs[name] = filepath.Join(dir, name)
			build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", programs[name], "./"+name)
			build.Env = append(build.Environ(), "CGO_ENABLED=0")
			build.Stdout, build.Stderr = os.Stderr, os.Stderr
			if err := build.Run(); err != nil {
				panic(err)
			}
		}
		tools, err := filepath.Abs("../.cache/bin")
		if err != nil {
			panic(err)
		}
		for _, name := range []string{"kustomize", "kpt"} {
			programs[name] = filepath.Join(tools, name)
		}
		if programs["ours"], err = filepath.Abs("../../bin/registry-profile"); err != nil {
			panic(err)
		}
		return m.Run()
	}())
}

// runner is a program that is measured under a name.
type runner struct {
	name string
	// command returns the command to run; stdin is the file that it reads from
	// a pipe, if any.
	command func() *exec.Cmd
	stdin   string
	before  func()
}

// inTurn runs the programs in turn and reports for each the median of its time
// and, from one more run, its memory.
func inTurn(b *testing.B, runners ...runner) map[string]time.Duration {
	b.Helper()
	times := map[string][]time.Duration{}
	for b.Loop() {
		for _, r := range runners {
			times[r.name] = append(times[r.name], run(b, r, r.command()))
		}
	}
	medians := map[string]time.Duration{}
	for _, r := range runners {
		slices.Sort(times[r.name])
		medians[r.name] = times[r.name][len(times[r.name])/2]
		b.ReportMetric(float64(medians[r.name].Microseconds())/1000, r.name+"-ms")
		b.ReportMetric(float64(memory(b, r))/(1<<20), r.name+"-MiB")
	}
	b.ReportMetric(0, "ns/op") // of all programs together; not meaningful
	return medians
}

// memory returns the number of bytes that a program uses.
func memory(b *testing.B, r runner) int64 {
	b.Helper()
	cmd := r.command()
	file := filepath.Join(b.TempDir(), "memory")
	launched := exec.Command(programs["launch"], append([]string{file, cmd.Path}, cmd.Args[1:]...)...)
	launched.Env, launched.Dir = cmd.Env, cmd.Dir
	run(b, r, launched)
	text, err := os.ReadFile(file)
	require.NoError(b, err)
	used, err := strconv.ParseInt(string(text), 10, 64)
	require.NoError(b, err)
	return used
}

// run runs a program between pipes and returns its duration.
func run(b *testing.B, r runner, cmd *exec.Cmd) time.Duration {
	b.Helper()
	if r.before != nil {
		r.before()
	}
	cmd.Stdout = struct{ io.Writer }{io.Discard} // a pipe
	if r.stdin != "" {
		in, err := os.Open(r.stdin)
		require.NoError(b, err)
		defer in.Close()
		cmd.Stdin = struct{ io.Reader }{in} // a pipe
	}
	start := time.Now()
	err := cmd.Run()
	elapsed := time.Since(start)
	require.NoError(b, err, "%v", cmd.Args)
	return elapsed
}

// program returns the command that runs one of the programs.
func program(name string, args ...string) func() *exec.Cmd {
	return func() *exec.Cmd { return exec.Command(programs[name], args...) }
}

func write(b *testing.B, file, text string) string {
	b.Helper()
	require.NoError(b, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(b, os.WriteFile(file, []byte(text), 0o600))
	return file
}
