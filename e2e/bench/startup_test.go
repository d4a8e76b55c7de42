// Package bench measures the program as a whole process, in turn with a
// function that does nothing, so that the ratio holds on any machine.
package bench

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const emptyList = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"

const generatorList = emptyList + `functionConfig:
  apiVersion: registryprofile.dev/v1alpha1
  kind: RegistryProfile
  metadata:
    name: bench
  spec:
    openshift:
      version: "4.16"
      platform: AWS
    storage:
      s3:
        bucket: images
`

// BenchmarkStartup reports the wall time of a run as a multiple of that of a
// function on kyaml that does nothing, by the medians.
func BenchmarkStartup(b *testing.B) {
	nothing := filepath.Join(b.TempDir(), "donothing")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", nothing, "./donothing")
	build.Env = append(build.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatal(string(out))
	}
	program, err := filepath.Abs("../../bin/registry-profile")
	if err != nil {
		b.Fatal(err)
	}
	for _, way := range []struct {
		name string
		run  func() *exec.Cmd
	}{
		{"render", func() *exec.Cmd { return exec.Command(program, "render", "../../examples/aws-s3/profile.yaml") }},
		{"generator", func() *exec.Cmd { return with(generatorList, program) }},
	} {
		b.Run(way.name, func(b *testing.B) {
			var ours, theirs []time.Duration
			for b.Loop() {
				ours = append(ours, wall(b, way.run()))
				theirs = append(theirs, wall(b, with(emptyList, nothing)))
			}
			b.ReportMetric(median(ours).Seconds()*1000, "ms")
			b.ReportMetric(median(theirs).Seconds()*1000, "nothing-ms")
			b.ReportMetric(float64(median(ours))/float64(median(theirs)), "ratio")
		})
	}
}

func with(stdin, program string) *exec.Cmd {
	cmd := exec.Command(program)
	cmd.Stdin = strings.NewReader(stdin)
	return cmd
}

func wall(b *testing.B, cmd *exec.Cmd) time.Duration {
	b.Helper()
	start := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
