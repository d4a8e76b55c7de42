package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkFleet renders the profiles of a fleet into a folder, and one of its
// clusters with kustomize and the plugin.
func BenchmarkFleet(b *testing.B) {
	for _, n := range []int{1, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir, out := b.TempDir(), inMemory(b)
			fleetOf(b, filepath.Join(dir, "fleet"), n, profile)
			write(b, filepath.Join(dir, "one/profile.yaml"), profile)
			write(b, filepath.Join(dir, "one/kustomization.yaml"), "generators: [profile.yaml]\n")
			medians := inTurn(b,
				runner{
					name:    "render",
					command: program("ours", "render", "--quiet", filepath.Join(dir, "fleet"), "-o", out),
					before:  func() { require.NoError(b, os.RemoveAll(out)) },
				},
				runner{name: "kustomize", command: kustomized(filepath.Join(dir, "one"))},
			)
			b.ReportMetric(float64(medians["kustomize"])*float64(n)/float64(medians["render"]), "throughput-x")
		})
	}
}

// inMemory returns a folder in memory, if the system has one, because the time
// that a disk needs for a thousand files is unrelated to the programs.
func inMemory(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bench-")
	if err != nil {
		return filepath.Join(b.TempDir(), "out")
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "out")
}
