package bench

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkOverlays lints 1,000 clusters over a shared base, and builds one of them
// with kustomize and the plugin.
func BenchmarkOverlays(b *testing.B) {
	const n = 1_000
	dir := b.TempDir()
	var resources []string
	for i, text := range manifests(5, 0) {
		write(b, filepath.Join(dir, "base", fmt.Sprint(i, ".yaml")), text)
		resources = append(resources, fmt.Sprint(i, ".yaml"))
	}
	write(b, filepath.Join(dir, "base/kustomization.yaml"), "resources: ["+strings.Join(resources, ", ")+"]\n")
	for i := range n {
		name := fmt.Sprintf("cluster-%04d", i)
		cluster := filepath.Join(dir, "clusters", name)
		write(b, filepath.Join(cluster, "profile.yaml"), strings.Replace(profile, "name: bench", "name: "+name, 1))
		write(b, filepath.Join(cluster, "kustomization.yaml"), "resources: [../../base]\ngenerators: [profile.yaml]\npatches:\n- target: {kind: Config}\n  patch: |\n    - {op: add, path: /spec/logLevel, value: Debug}\n")
	}
	medians := inTurn(b,
		runner{name: "lint", command: program("ours", "lint", "--fail-on", "none", dir)},
		runner{name: "kustomize", command: kustomized(filepath.Join(dir, "clusters/cluster-0000"))},
	)
	b.ReportMetric(float64(medians["kustomize"])*n/float64(medians["lint"]), "throughput-x")
}

// BenchmarkForeign lints a repository without objects of the registry, and reads
// its files.
func BenchmarkForeign(b *testing.B) {
	dir := b.TempDir()
	for i, text := range manifests(20_000, 0) {
		write(b, filepath.Join(dir, fmt.Sprint(i%200), fmt.Sprint(i, ".yaml")), text)
	}
	medians := inTurn(b,
		runner{name: "lint", command: program("ours", "lint", dir)},
		runner{name: "read", command: program("read", dir)},
	)
	b.ReportMetric(float64(medians["lint"])/float64(medians["read"]), "read-x")
}
