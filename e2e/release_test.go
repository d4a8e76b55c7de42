package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRelease builds a release of a tagged copy, without a network, and uses
// the archives as a user does after the download.
func TestRelease(t *testing.T) {
	dir := fresh(t)
	for _, tool := range []string{"sbom", "attest"} {
		run(t, filepath.Join(dir, "release", tool), os.Environ(), "go", "mod", "download")
	}
	platform := "linux/" + runtime.GOARCH
	env := append(os.Environ(), "GOPROXY=off", "PLATFORMS="+platform)
	commit(t, dir)
	assert.Contains(t, fails(t, dir, env, "make", "release"), " tag")
	run(t, dir, env, "git", "tag", "v99.0.0")
	assert.Contains(t, fails(t, dir, env, "make", "release"), `"## 99.0.0"`)
	run(t, dir, env, "git", "tag", "-d", "v99.0.0")

	version := regexp.MustCompile(`(?m)^## (\d\S*)`).FindStringSubmatch(read(t, filepath.Join(dir, "CHANGELOG.md")))[1]
	run(t, dir, env, "git", "tag", "v"+version)
	run(t, dir, env, "make", "release")
	out := filepath.Join(dir, "bin/release")
	sums := read(t, filepath.Join(out, "SHA256SUMS"))
	run(t, out, env, "sha256sum", "--check", "--strict", "SHA256SUMS")
	verify := []string{"run", ".", "verify", out, strings.TrimSpace(run(t, dir, env, "git", "rev-parse", "HEAD"))}
	run(t, filepath.Join(dir, "release/attest"), env, "go", verify...)
	key := filepath.Join(t.TempDir(), "key.pem")
	run(t, dir, env, "openssl", "genpkey", "-algorithm", "ed25519", "-out", key)
	run(t, dir, env, "openssl", "pkey", "-in", key, "-pubout", "-out", key+".pub")
	run(t, dir, append(env, "RELEASE_KEY="+key), "make", "release")
	run(t, filepath.Join(dir, "release/attest"), env, "go", append(verify, key+".pub")...)
	run(t, dir, env, "make", "release")
	assert.Equal(t, sums, read(t, filepath.Join(out, "SHA256SUMS")), "two builds are the same")
	assert.Contains(t, sums, "registry-profile_"+version+".provenance.json\n")
	write(t, filepath.Join(dir, "LICENSE"), "changed")
	write(t, filepath.Join(dir, "more.go"), "package main\n")
	problem := fails(t, dir, env, "make", "release")
	assert.Contains(t, problem, " M LICENSE\n")
	assert.Contains(t, problem, "?? more.go\n")

	name := fmt.Sprintf("registry-profile_%s_linux_%s", version, runtime.GOARCH)
	downloaded, plugins := t.TempDir(), t.TempDir()
	run(t, downloaded, env, "tar", "xzf", filepath.Join(out, name+".tar.gz"))
	run(t, plugins, env, "tar", "xzf", filepath.Join(out, name+"_kustomize-plugin.tar.gz"))
	assert.Equal(t, "v"+version+"\n", run(t, downloaded, env, "./registry-profile", "version"))
	built := run(t, dir, environment("KUSTOMIZE_PLUGIN_HOME="+plugins), "kustomize", "build", "--enable-alpha-plugins", "examples/aws-s3")
	assert.Equal(t, read(t, filepath.Join(root(t), "examples/aws-s3/expected.yaml")), built)

	var bom struct {
		Components []struct{ Name, Version string }
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, filepath.Join(out, name+".cdx.json"))), &bom))
	var listed, linked []string
	for _, c := range bom.Components {
		if c.Name != "std" {
			listed = append(listed, c.Name+" "+c.Version)
		}
	}
	for _, line := range strings.Split(run(t, downloaded, env, "go", "version", "-m", "registry-profile"), "\n") {
		if fields := strings.Fields(line); len(fields) > 2 && fields[0] == "dep" {
			linked = append(linked, fields[1]+" "+fields[2])
		}
	}
	assert.Equal(t, linked, listed, "the SBOM matches the program")
	for _, module := range linked {
		path, _, _ := strings.Cut(module, " ")
		assert.DirExists(t, filepath.Join(downloaded, "licenses", path))
	}
	fmt.Printf("proof: two builds of a release without a network are identical, the signed provenance is verified, and the program and the plugin run; its SBOM lists %d modules\n", len(listed))
}
