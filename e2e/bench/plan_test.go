package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fleetOf writes a profile for each of n clusters into a folder.
func fleetOf(b *testing.B, dir string, n int, profile string) {
	b.Helper()
	for i := range n {
		name := fmt.Sprintf("cluster-%05d", i)
		write(b, filepath.Join(dir, name+".yaml"), strings.Replace(profile, "name: bench", "name: "+name, 1))
	}
}

// BenchmarkPlan plans a change of every cluster of a fleet, between two folders and
// between two Git revisions, and writes a report about the fleet. It compares them
// with rendering the fleet once.
func BenchmarkPlan(b *testing.B) {
	const n = 1_000
	dir, out := b.TempDir(), inMemory(b)
	changed := strings.Replace(profile, "  storage:", "  registry:\n    replicas: 3\n  storage:", 1)
	require.NotEqual(b, profile, changed)
	fleetOf(b, filepath.Join(dir, "old"), n, profile)
	fleetOf(b, filepath.Join(dir, "new"), n, changed)
	fleetOf(b, filepath.Join(dir, "git", "fleet"), n, profile)
	git(b, filepath.Join(dir, "git"), "init", "-q")
	git(b, filepath.Join(dir, "git"), "add", ".")
	git(b, filepath.Join(dir, "git"), "commit", "-qm", "old")
	fleetOf(b, filepath.Join(dir, "git", "fleet"), n, changed)
	git(b, filepath.Join(dir, "git"), "commit", "-qam", "new")
	inGit := func() *exec.Cmd {
		cmd := exec.Command(programs["ours"], "plan", "HEAD~1:fleet", "HEAD:fleet")
		cmd.Dir = filepath.Join(dir, "git")
		return cmd
	}
	medians := inTurn(b,
		runner{
			name:    "render",
			command: program("ours", "render", "--quiet", filepath.Join(dir, "old"), "-o", out),
			before:  func() { require.NoError(b, os.RemoveAll(out)) },
		},
		runner{name: "folders", command: program("ours", "plan", filepath.Join(dir, "old"), filepath.Join(dir, "new"))},
		runner{name: "revisions", command: inGit},
		runner{name: "report", command: program("ours", "report", filepath.Join(dir, "old"), "-o", filepath.Join(dir, "report.html"))},
	)
	for _, name := range []string{"folders", "revisions", "report"} {
		b.ReportMetric(float64(medians[name])/float64(medians["render"]), name+"-x")
	}
}

// BenchmarkOverlayFleet renders 1,000 kustomizations that patch the profile of one
// base, and builds one of them with kustomize and the plugin.
func BenchmarkOverlayFleet(b *testing.B) {
	const n = 1_000
	dir, out := b.TempDir(), inMemory(b)
	write(b, filepath.Join(dir, "base/profile.yaml"), profile)
	write(b, filepath.Join(dir, "base/kustomization.yaml"), "resources: [profile.yaml]\n")
	overlay := func(folder, name string) {
		write(b, filepath.Join(folder, "kustomization.yaml"), "resources: [../../base]\npatches: [{path: patch.yaml, target: {kind: RegistryProfile}, options: {allowNameChange: true}}]\n")
		write(b, filepath.Join(folder, "patch.yaml"), "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: "+name+"}\nspec: {storage: {s3: {bucket: images-"+name+"}}}\n")
	}
	for i := range n {
		name := fmt.Sprintf("cluster-%04d", i)
		overlay(filepath.Join(dir, "clusters", name), name)
	}
	overlay(filepath.Join(dir, "one/profile"), "one")
	write(b, filepath.Join(dir, "one/kustomization.yaml"), "generators: [profile]\n")
	medians := inTurn(b,
		runner{
			name:    "render",
			command: program("ours", "render", "--quiet", filepath.Join(dir, "clusters"), "-o", out),
			before:  func() { require.NoError(b, os.RemoveAll(out)) },
		},
		runner{name: "kustomize", command: kustomized(filepath.Join(dir, "one"))},
	)
	b.ReportMetric(float64(medians["kustomize"])*n/float64(medians["render"]), "throughput-x")
}

// kustomized returns the command that builds a folder with kustomize and the plugin.
func kustomized(folder string) func() *exec.Cmd {
	return func() *exec.Cmd {
		cmd := exec.Command(programs["kustomize"], "build", "--enable-alpha-plugins", folder)
		cmd.Env = append(os.Environ(), "KUSTOMIZE_PLUGIN_HOME="+filepath.Join(filepath.Dir(programs["ours"]), "plugin"))
		return cmd
	}
}

func git(b *testing.B, dir string, args ...string) {
	b.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(b, err, string(out))
}
