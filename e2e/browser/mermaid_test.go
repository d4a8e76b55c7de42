package browser

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The package of Mermaid in the npm registry, and its SHA-512.
const (
	mermaidURL  = "https://registry.npmjs.org/mermaid/-/mermaid-11.12.0.tgz"
	mermaidHash = "ZudVx73BwrMJfCFmSSJT84y6u5brEoV8DOItdHomNLz32uBjNrelm7mg95X7g+C6UoQH/W6mBLGDEDv73JdxBg=="
)

// TestMermaid parses every drawing in the documents, and those of the examples, with
// the real Mermaid.
func TestMermaid(t *testing.T) {
	drawings := map[string]string{}
	block := regexp.MustCompile("(?ms)^```mermaid\n(.*?)^```$")
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := os.ReadFile(path)
		for i, match := range block.FindAllStringSubmatch(string(text), -1) {
			drawings[fmt.Sprintf("%s, drawing %d", path, i+1)] = match[1]
		}
		return err
	}))
	examples, err := filepath.Glob(filepath.Join(root, "examples/*/profile.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, examples)
	for _, example := range examples {
		inside, err := filepath.Rel(root, example)
		require.NoError(t, err)
		drawings[example] = registryProfile(t, "graph", inside)
	}

	p := open(t, "")
	p.run(chromedp.Evaluate(mermaid(t), nil))
	invalid := func(drawing string) string {
		return eval[string](p, fmt.Sprintf(`mermaid.parse(%q).then(() => "", (e) => String(e))`, drawing))
	}
	assert.NotEmpty(t, invalid("flowchart LR\n  a -->\n"), "Mermaid reports errors")
	for name, drawing := range drawings {
		assert.Empty(t, invalid(drawing), name)
	}
	fmt.Printf("proof: Mermaid parses %d drawings\n", len(drawings))
}

// mermaid returns the script of Mermaid for browsers.
func mermaid(t *testing.T) string {
	t.Helper()
	response, err := http.Get(mermaidURL)
	require.NoError(t, err)
	defer response.Body.Close()
	archive, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	sum := sha512.Sum512(archive)
	require.Equal(t, mermaidHash, base64.StdEncoding.EncodeToString(sum[:]))
	unzipped, err := gzip.NewReader(bytes.NewReader(archive))
	require.NoError(t, err)
	files := tar.NewReader(unzipped)
	for {
		header, err := files.Next()
		require.NoError(t, err, "package/dist/mermaid.min.js is missing")
		if header.Name == "package/dist/mermaid.min.js" {
			text, err := io.ReadAll(files)
			require.NoError(t, err)
			return string(text)
		}
	}
}
