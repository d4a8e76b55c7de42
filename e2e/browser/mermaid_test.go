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
	"slices"
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
		if !assert.Empty(t, invalid(drawing), name) || !strings.Contains(drawing, "subgraph step1") {
			continue
		}
		d := measure(p, drawing)
		assert.True(t, slices.IsSorted(d.Steps), "%s: the steps are not from left to right: %v", name, d.Steps)
		assert.Empty(t, d.Cut, name)
		assert.GreaterOrEqual(t, 16*min(1, pageWidth/d.Width), 8.0, "%s: the text is too small at the width of a page", name)
	}
	fmt.Printf("proof: Mermaid parses %d drawings, with their steps from left to right\n", len(drawings))

	// Nothing in a name is interpreted.
	const hostile = "<path:a/b#end | x \"[q](r){s}\" `t` $$u$$ %%v ; w & y>"
	profile := filepath.Join(t.TempDir(), "profile.yaml")
	require.NoError(t, os.WriteFile(profile, fmt.Appendf(nil, "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: end\nspec:\n  openshift:\n    version: \"4.18\"\n    platform: BareMetal\n  storage:\n    pvc:\n      claim: %q\n  delivery:\n    placeholders: ArgoCDVaultPlugin\n", hostile), 0o600))
	labels := strings.Join(measure(p, registryProfile(t, "graph", profile)).Labels, "\n")
	assert.Contains(t, strings.ReplaceAll(labels, "\u200b", ""), hostile)
}

// pageWidth is the width of a page on GitHub.
const pageWidth = 900.0

// drawn is what a browser shows of a drawing.
type drawn struct {
	Width  float64
	Steps  []float64 // left and right side of each step
	Labels []string
	Cut    []string // labels that exceed their boxes
}

// measure renders a drawing.
func measure(p *tab, drawing string) drawn {
	return eval[drawn](p, fmt.Sprintf(`mermaid.render("drawing", %q).then(({ svg }) => {
		document.body.innerHTML = svg;
		const root = document.querySelector("svg");
		root.style.maxWidth = "none"; root.style.width = root.viewBox.baseVal.width + "px";
		const steps = [...root.querySelectorAll("g.cluster")].filter((g) => /step\d+$/.test(g.id)).map((g) => [+/\d+$/.exec(g.id)[0], g.querySelector("rect").getBoundingClientRect()]).sort((a, b) => a[0] - b[0]);
		const boxes = [...root.querySelectorAll("g.node, g.cluster")].map((g) => [g.querySelector("rect").getBoundingClientRect(), g.querySelector("foreignObject > div").getBoundingClientRect(), g.textContent.trim(), g.classList.contains("cluster")]);
		return {
			Width: root.viewBox.baseVal.width,
			Steps: steps.flatMap(([, r]) => [Math.round(r.left) + 1, Math.round(r.right)]),
			Labels: boxes.map((b) => b[2]),
			Cut: boxes.filter(([box, label, , title]) => label.width > box.width + 1 || label.height > box.height + 1 || title && label.height > 30).map((b) => b[2]),
		};
	})`, drawing))
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
