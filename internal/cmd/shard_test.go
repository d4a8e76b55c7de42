package cmd_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fleetOf returns a fleet of profiles in all forms: several in a file, files,
// kustomizations over a base, and one that runs the profile.
func fleetOf(removed ...string) string {
	const base = "-- fleet/base/kustomization.yaml --\nresources: [p.yaml]\n-- fleet/base/p.yaml --\n"
	var b strings.Builder
	b.WriteString(base + profileOf("base"))
	many := "-- fleet/many.yaml --\n"
	for i := range 24 {
		name := fmt.Sprintf("cluster-%d", i)
		if slices.Contains(removed, name) {
			continue
		}
		switch i % 4 {
		case 0:
			many += profileOf(name) + "---\n"
		case 1:
			fmt.Fprintf(&b, "-- fleet/%s.yaml --\n%s", name, profileOf(name))
		case 2:
			fmt.Fprintf(&b, "-- fleet/%s/kustomization.yaml --\nresources: [../base]\npatches:\n- target: {kind: RegistryProfile}\n  patch: '[{\"op\": \"replace\", \"path\": \"/metadata/name\", \"value\": \"%s\"}]'\n", name, name)
		case 3:
			fmt.Fprintf(&b, "-- fleet/%s/kustomization.yaml --\ngenerators: [p.yaml]\n-- fleet/%s/p.yaml --\n%s", name, name, profileOf(name))
		}
	}
	return b.String() + many
}

// contents returns the files below a folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	})
	require.NoError(t, err)
	return files
}

// TestShards requires that the parts of a fleet are the whole fleet, for render, check,
// prune and lint, and that no cluster belongs to two parts.
func TestShards(t *testing.T) {
	gone := []string{"cluster-0", "cluster-5", "cluster-10", "cluster-15"}
	for n := 1; n <= 5; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Chdir(t.TempDir())
			write(t, ".", fleetOf())
			parts := func(args ...string) (lines []string) {
				for i := 1; i <= n; i++ {
					code, stdout, stderr := run(t, "", append(args, "--shard", fmt.Sprintf("%d/%d", i, n))...)
					assert.LessOrEqual(t, code, 1, stderr)
					lines = append(lines, strings.SplitAfter(stdout, "\n")...)
				}
				lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
				slices.Sort(lines)
				return lines
			}
			whole := func(args ...string) []string {
				_, stdout, stderr := run(t, "", args...)
				lines := slices.DeleteFunc(strings.SplitAfter(stdout, "\n"), func(line string) bool { return line == "" })
				slices.Sort(lines)
				assert.NotContains(t, stderr, "panic")
				return lines
			}

			assert.Empty(t, parts("render", "fleet", "-o", "out"))
			assert.Empty(t, whole("render", "fleet", "-o", "out", "--check"))
			code, _, stderr := run(t, "", "render", "fleet", "-o", "expected")
			require.Zero(t, code, stderr)
			got := contents(t, "out")
			require.Len(t, got, 24)
			for path, text := range contents(t, "expected") {
				assert.Equal(t, text, got["out"+strings.TrimPrefix(path, "expected")], path)
			}

			require.NoError(t, os.RemoveAll("fleet"))
			write(t, ".", fleetOf(gone...))
			stale := whole("render", "fleet", "-o", "out", "--check")
			require.Len(t, stale, len(gone))
			assert.Equal(t, stale, parts("render", "fleet", "-o", "out", "--check"), "each stale file is found once")
			parts("render", "fleet", "-o", "out", "--prune")
			assert.Empty(t, whole("render", "fleet", "-o", "out", "--check"))
			assert.Len(t, contents(t, "out"), 24-len(gone))

			same(t, found(t, "lint", "fleet", "--format", "json"), foundIn(t, n, "lint", "fleet", "--format", "json"))
		})
	}
}

// TestLintShards requires that the parts of the examples and of a repository with
// mistakes have the findings of the whole.
func TestLintShards(t *testing.T) {
	dir, err := filepath.Abs("../..")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	write(t, ".", "-- a/kustomization.yaml --\nresources: [p.yaml]\n-- a/p.yaml --\n"+strings.Replace(profileOf("a"), "AWS", "Moon", 1)+
		"-- b/kustomization.yaml --\ngenerators: [p.yaml]\n-- b/p.yaml --\n"+strings.Replace(profileOf("b"), "AWS", "Moon", 1)+
		"-- c/kustomization.yaml --\nresources: [missing.yaml, p.yaml]\n-- c/p.yaml --\n"+profileOf("a")+
		"-- d/p.yaml --\n"+profileOf("b")+"---\n"+profileOf("d")+"-- e/broken.yaml --\nkind: RegistryProfile\n\t{\n")
	for _, paths := range [][]string{{"."}, {filepath.Join(dir, "overlays"), filepath.Join(dir, "examples/acm-policy"), filepath.Join(dir, "examples/hive-syncset")}} {
		args := append([]string{"lint", "--format", "json"}, paths...)
		want := found(t, args...)
		require.NotEmpty(t, want)
		for _, n := range []int{2, 5} {
			same(t, want, foundIn(t, n, args...))
		}
	}
}

// same reports lines that two sorted lists do not share.
func same(t *testing.T, want, got []string) {
	t.Helper()
	counts := map[string]int{}
	for _, line := range want {
		counts[line]--
	}
	for _, line := range got {
		counts[line]++
	}
	for line, n := range counts {
		assert.Zero(t, n, "%.500s", line)
	}
}

// found returns the findings and the counts of lint as lines, sorted.
func found(t *testing.T, args ...string) []string {
	t.Helper()
	_, stdout, stderr := run(t, "", args...)
	var r struct {
		Findings []json.RawMessage
		Summary  struct{ Clusters, Objects int }
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &r), stderr)
	var lines []string
	for _, f := range r.Findings {
		lines = append(lines, string(f))
	}
	for range r.Summary.Clusters {
		lines = append(lines, "cluster")
	}
	for range r.Summary.Objects {
		lines = append(lines, "object")
	}
	slices.Sort(lines)
	return lines
}

// foundIn returns the findings and counts of all parts.
func foundIn(t *testing.T, n int, args ...string) []string {
	t.Helper()
	var all []string
	for i := 1; i <= n; i++ {
		all = append(all, found(t, append(args, "--shard", fmt.Sprintf("%d/%d", i, n))...)...)
	}
	slices.Sort(all)
	return all
}
