package lint_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/lint"
)

// BenchmarkLint lints 1,000 manifests; the rules apply to 20 of them. It reports
// the median time, and its ratio to the median time to read and parse the files.
func BenchmarkLint(b *testing.B) {
	dir := b.TempDir()
	ours, err := os.ReadFile("testdata/correct/cephfs.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for i := range 1000 {
		text := fmt.Appendf(nil, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-%d\n  namespace: team\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n      - name: app\n        image: registry.example.com/app:%d\n        args: [a, b, c]\n        env:\n        - {name: A, value: \"1\"}\n        - {name: B, value: \"2\"}\n", i, i)
		if i%50 == 0 {
			text = ours
		}
		file := filepath.Join(dir, fmt.Sprint(i), "manifest.yaml")
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, text, 0o644)); err != nil {
			b.Fatal(err)
		}
	}
	var linted, parsed []time.Duration
	for b.Loop() {
		parsed = append(parsed, timed(b, func() error { return parseAll(dir) }))
		linted = append(linted, timed(b, func() error { _, err := lint.Run([]string{dir}, nil, clock); return err }))
	}
	b.ReportMetric(median(linted).Seconds()*1000, "ms")
	b.ReportMetric(median(parsed).Seconds()*1000, "parse-ms")
	b.ReportMetric(float64(median(linted))/float64(median(parsed)), "ratio")
}

func parseAll(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.yaml"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		for err == nil {
			err = decoder.Decode(&yaml.Node{})
		}
		if !errors.Is(err, io.EOF) {
			return err
		}
	}
	return nil
}

func timed(b *testing.B, run func() error) time.Duration {
	b.Helper()
	start := time.Now()
	if err := run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
