package bench

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkKustomize builds a kustomization without a function, with this
// function as its transformer, and with one that does nothing. It does not
// measure 10,000 resources, because kustomize itself needs more than five
// minutes for them.
func BenchmarkKustomize(b *testing.B) {
	for _, n := range []int{1_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			resources := strings.Join(manifests(n, 5), "---\n")
			var runners []runner
			for _, name := range []string{"none", "donothing", "ours"} {
				root := filepath.Join(dir, name)
				write(b, filepath.Join(root, "all.yaml"), resources)
				kustomization := "resources: [all.yaml]\n"
				if name != "none" {
					kustomization += "transformers: [profile.yaml]\n"
					write(b, filepath.Join(root, "profile.yaml"), strings.Replace(profile, "metadata:\n",
						"metadata:\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: "+programs[name]+"}\n", 1))
				}
				write(b, filepath.Join(root, "kustomization.yaml"), kustomization)
				runners = append(runners, runner{name: name, command: program("kustomize", "build", "--enable-alpha-plugins", "--enable-exec", root)})
			}
			alone := write(b, filepath.Join(dir, "list.yaml"), list(manifests(n, 5), profile))
			inTurn(b, append(runners,
				runner{name: "donothing-alone", command: program("donothing"), stdin: alone},
				runner{name: "ours-alone", command: program("ours"), stdin: alone},
			)...)
		})
	}
}

// BenchmarkKpt evaluates a package with a program that copies, with this
// function, and with one that does nothing.
func BenchmarkKpt(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			root := b.TempDir()
			write(b, filepath.Join(root, "all.yaml"), strings.Join(manifests(n, 5), "---\n"))
			write(b, filepath.Join(root, "profile.yaml"), profile)
			var runners []runner
			for _, name := range []string{"copy", "donothing", "ours"} {
				runners = append(runners, runner{name: name, command: func() *exec.Cmd {
					return exec.Command(programs["kpt"], "fn", "eval", root, "--exec", programs[name])
				}})
			}
			inTurn(b, runners...)
		})
	}
}
