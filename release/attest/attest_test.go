package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestVerify checks that verify finds each difference between a release and its
// provenance.
func TestVerify(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "source")
	put(t, filepath.Join(source, "go.mod"), "module example.com/a\n\ngo 1.26\n")
	put(t, filepath.Join(source, "main.go"), "package main\n\nfunc main() {}\n")
	run := func(name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = source, append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return strings.TrimSpace(string(out))
	}
	run("git", "init", "-q")
	run("git", "add", ".")
	run("git", "commit", "-qm", "a")
	commit := run("git", "rev-parse", "HEAD")
	run("go", "build", "-buildvcs=true", "-o", filepath.Join(dir, "clean"), ".")
	put(t, filepath.Join(source, "more.go"), "package main\n")
	run("go", "build", "-buildvcs=true", "-o", filepath.Join(dir, "changed"), ".")

	key, public, other := filepath.Join(dir, "key.pem"), filepath.Join(dir, "public.pem"), filepath.Join(dir, "other.pem")
	keys(t, key, public)
	keys(t, filepath.Join(dir, "unused.pem"), other)
	const statement, envelope = "registry-profile_1.0.0" + unsigned, "registry-profile_1.0.0" + signed
	replace := func(t *testing.T, file, old, new string) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(text), old)
		put(t, file, strings.ReplaceAll(string(text), old, new))
	}
	tests := map[string]struct {
		program string
		change  func(t *testing.T, release string)
		commit  string
		public  string
		want    string // an error; empty for none
	}{
		"unchanged":              {"clean", nil, commit, "", ""},
		"unchanged, with a key":  {"clean", nil, commit, public, ""},
		"the key of another":     {"clean", nil, commit, other, "signature"},
		"another commit":         {"clean", nil, strings.Repeat("0", 40), "", "commit"},
		"built with changes":     {"changed", nil, commit, "", "changes"},
		"a changed file":         {"clean", func(t *testing.T, r string) { put(t, filepath.Join(r, "a.cdx.json"), "b") }, commit, "", "a.cdx.json has"},
		"one more file":          {"clean", func(t *testing.T, r string) { put(t, filepath.Join(r, "b.tar.gz"), "b") }, commit, "", "b.tar.gz has"},
		"a missing file":         {"clean", func(t *testing.T, r string) { require.NoError(t, os.Remove(filepath.Join(r, "a.cdx.json"))) }, commit, "", "missing"},
		"no provenance":          {"clean", func(t *testing.T, r string) { require.NoError(t, os.Remove(filepath.Join(r, statement))) }, commit, "", "expected one"},
		"an unsigned provenance": {"clean", func(t *testing.T, r string) { require.NoError(t, os.Remove(filepath.Join(r, envelope))) }, commit, public, "expected one"},
		"another statement":      {"clean", func(t *testing.T, r string) { replace(t, filepath.Join(r, statement), "linux/amd64", "linux/arm64") }, commit, "", "differs"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			release := t.TempDir()
			program, err := os.ReadFile(filepath.Join(dir, test.program))
			require.NoError(t, err)
			put(t, filepath.Join(release, "a.tar.gz"), pack(t, program))
			put(t, filepath.Join(release, "a.cdx.json"), "a")
			require.NoError(t, write(release, "v1.0.0", commit, "2026-01-02T03:04:05Z", []string{"linux/amd64"}, key))
			if test.change != nil {
				test.change(t, release)
			}
			err = verify(release, test.commit, test.public)
			if test.want == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, test.want)
			}
		})
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
}

// keys writes a new private key and its public key.
func keys(t *testing.T, private, public string) {
	t.Helper()
	pub, priv, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(priv)
	require.NoError(t, err)
	put(t, private, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	der, err = x509.MarshalPKIXPublicKey(pub)
	require.NoError(t, err)
	put(t, public, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})))
}

// pack returns an archive with a program.
func pack(t *testing.T, program []byte) string {
	t.Helper()
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	archive := tar.NewWriter(zipped)
	require.NoError(t, archive.WriteHeader(&tar.Header{Name: "a", Mode: 0o755, Size: int64(len(program))}))
	_, err := archive.Write(program)
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	require.NoError(t, zipped.Close())
	return b.String()
}
