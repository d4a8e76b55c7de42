package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const profile = `apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata:
  name: cluster-%04d
spec:
  openshift:
    version: %q
    platform: %s
  registry:
    replicas: %d
  storage:
    s3:
      bucket: %s
      region: eu-west-1
  exposure:
    defaultRoute: %t
  credentials:
    existingSecret: {}
`

// fleet writes n profiles. Every tenth one changes its bucket.
func fleet(t *testing.T, n int, bucket string) string {
	t.Helper()
	dir := t.TempDir()
	platforms := []string{"AWS", "BareMetal", "VSphere"}
	releases := []string{"4.14", "4.16", "4.18", "5.0"}
	for i := range n {
		name := "images"
		if i%10 == 0 {
			name = bucket
		}
		text := fmt.Sprintf(profile, i, releases[i%len(releases)], platforms[i%len(platforms)], 2+i%2, name, i%2 == 0)
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.yaml", i)), []byte(text), 0o644))
	}
	return dir
}

// rows counts the rows of the table.
const rows = `document.querySelectorAll("#rows tr").length`

// choose selects a value of the filter with a label.
func choose(label, value string) string {
	return fmt.Sprintf(`(() => { const l = [...document.querySelectorAll(".filters label")].find((l) => l.firstChild.textContent === %q); const s = l.querySelector("select"); s.value = %q; s.dispatchEvent(new Event("change")); return s.value; })()`, label, value)
}

func TestReport(t *testing.T) {
	dir, base := fleet(t, 40, "new"), fleet(t, 40, "old")
	hostile := "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: \"<img src=x onerror=alert(1)>\"\nspec:\n  openshift:\n    version: \"4.18\"\n    platform: \"</script><script>alert(1)</script>\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "hostile.yaml"), []byte(hostile), 0o644))
	file := filepath.Join(t.TempDir(), "report.html")
	registryProfile(t, "report", dir, "--base", base, "-o", file)

	p := open(t, file)
	assert.Equal(t, 41, eval[int](p, rows))
	assert.Equal(t, 0, eval[int](p, `document.querySelectorAll("img, #rows script").length`), "texts are not markup")

	// Filters narrow the table, and each other.
	assert.Equal(t, "BareMetal", eval[string](p, choose("Platform", "BareMetal")))
	bareMetal := eval[int](p, rows)
	assert.Equal(t, 13, bareMetal)
	assert.Equal(t, "5.0", eval[string](p, choose("Release", "5.0")))
	assert.Less(t, eval[int](p, rows), bareMetal)
	eval[bool](p, `[...document.querySelectorAll(".filters button")].at(-1).click() ?? true`)
	assert.Equal(t, 41, eval[int](p, rows))
	eval[bool](p, `document.querySelector("#charts .bars button").click() ?? true`)
	assert.Equal(t, 10, eval[int](p, rows), "a bar of a chart is a filter")
	eval[bool](p, `document.querySelector("#charts .bars button").click() ?? true`)

	// The keyboard reaches the search, and the search finds a cluster.
	p.run(chromedp.KeyEvent("/"), chromedp.KeyEvent("0017"))
	assert.Equal(t, 1, eval[int](p, rows))
	eval[bool](p, `[...document.querySelectorAll(".filters button")].at(-1).click() ?? true`)

	// A click on a heading sorts, a second one in descending order.
	first := `document.querySelector("#rows tr").firstChild.textContent`
	eval[bool](p, `document.querySelector("thead button").click() ?? true`)
	assert.Equal(t, "cluster-0039", eval[string](p, first))

	// The panel of a cluster has a drawing, fields with reasons, and an address.
	eval[bool](p, `[...document.querySelectorAll("#rows a")].find((a) => a.textContent === "cluster-0020").click() ?? true`)
	p.run(chromedp.WaitVisible("#panel[open] svg"))
	assert.Contains(t, eval[string](p, `document.querySelector("#panel").textContent`), "set by spec.storage.s3.bucket")
	assert.Equal(t, "#cluster=cluster-0020", eval[string](p, `location.hash`))
	p.run(chromedp.KeyEvent(kb.Escape))
	assert.False(t, eval[bool](p, `document.querySelector("#panel").open`))

	// Equal changes of several clusters are one entry.
	assert.Contains(t, eval[string](p, `document.querySelector(".change").textContent`), "4 clusters")
	p.noErrors()
	fmt.Println("proof: Chromium shows the report of a fleet, filters and sorts it, and runs no script of a profile")
}

// TestLargeReport limits the size of the report of 1,000 clusters, and prints the time
// to its first paint.
func TestLargeReport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	registryProfile(t, "report", fleet(t, 1000, "images"), "-o", file)
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Less(t, info.Size(), int64(5<<20))
	p := open(t, file)
	p.run(chromedp.Poll(rows+" === 1000", nil)) // most rows follow the first paint
	paint := eval[float64](p, `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({ type: "paint", buffered: true }))`)
	assert.Less(t, paint, 5000.0, "generous: a machine that runs other tests is slow")
	p.noErrors()
	fmt.Printf("proof: the report of 1,000 clusters has %.1f MB; first paint after %.0f ms\n", float64(info.Size())/1e6, paint)
}
