package browser

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/images/report.webp")

// reportOf opens the report of some sources.
func reportOf(t *testing.T, args ...string) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	registryProfile(t, append([]string{"report", "-o", file}, args...)...)
	return open(t, file)
}

const focused = `document.activeElement.textContent`

// TestReportKeyboard uses the page without a mouse.
func TestReportKeyboard(t *testing.T) {
	p := reportOf(t, "overlays/clusters")
	focus := func(selector string) {
		eval[bool](p, fmt.Sprintf(`document.querySelector(%q).focus() ?? true`, selector))
		p.run(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(8))) // Shift
	}

	// Enter on a heading sorts, and keeps the focus.
	focus("thead button")
	assert.NotEqual(t, "none", eval[string](p, `getComputedStyle(document.activeElement).outlineStyle`), "the focus is visible")
	assert.Equal(t, "ascending", eval[string](p, `document.activeElement.closest("th").ariaSort`))
	p.run(chromedp.KeyEvent(kb.Enter))
	assert.Equal(t, "descending", eval[string](p, `document.activeElement.closest("th").ariaSort`))

	// Enter on a cluster opens its panel, which keeps the focus inside.
	focus("#rows a")
	name := eval[string](p, focused)
	require.NotEmpty(t, eval[string](p, `document.activeElement.href`))
	p.run(chromedp.KeyEvent(kb.Enter), chromedp.Poll(`byId("panel").open`, nil))
	for range 20 {
		p.run(chromedp.KeyEvent(kb.Tab))
		require.True(t, eval[bool](p, `document.activeElement === document.body || byId("panel").contains(document.activeElement)`))
	}
	eval[bool](p, `document.querySelector("#panel summary").focus() ?? true`)
	p.run(chromedp.KeyEvent(kb.Enter))
	assert.True(t, eval[bool](p, `document.querySelector("#panel details").open`))

	// Escape closes it and returns the focus.
	p.run(chromedp.KeyEvent(kb.Escape))
	assert.False(t, eval[bool](p, `byId("panel").open`))
	assert.Equal(t, name, eval[string](p, focused))

	// Every control has a name for screen readers, and every table has headings.
	assert.Zero(t, eval[int](p, `[...document.querySelectorAll("input, select")].filter((e) => !e.labels.length).length`))
	assert.Zero(t, eval[int](p, `[...document.querySelectorAll("button, a, summary")].filter((e) => !e.textContent.trim()).length`))
	assert.Zero(t, eval[int](p, `[...document.querySelectorAll("table")].filter((e) => !e.querySelector("th[scope=col]")).length`))
	p.noErrors()
}

// TestReportMedia checks the dark and the printed page.
func TestReportMedia(t *testing.T) {
	p := reportOf(t, "overlays/clusters")
	brightness := `getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0) / 3`
	assert.Greater(t, eval[float64](p, brightness), 200.0)
	p.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}))
	assert.Less(t, eval[float64](p, brightness), 60.0)

	// Paper is white, without controls, and shows all columns.
	p.run(emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}),
		emulation.SetDeviceMetricsOverride(1047, 700, 1, false)) // A4, landscape
	assert.Equal(t, 255.0, eval[float64](p, brightness))
	assert.Equal(t, "none", eval[string](p, `getComputedStyle(document.querySelector(".filters")).display`))
	assert.LessOrEqual(t, eval[int](p, `document.documentElement.scrollWidth`), 1047)

	// A printed panel has all fields.
	eval[bool](p, `document.querySelector("#rows a").click() ?? true`)
	p.run(chromedp.WaitVisible("#panel[open] svg"))
	eval[bool](p, `window.dispatchEvent(new Event("beforeprint"))`)
	assert.Zero(t, eval[int](p, `document.querySelectorAll("#panel details:not([open])").length`))
	assert.Equal(t, "none", eval[string](p, `getComputedStyle(document.querySelector("main")).display`))
	var pdf []byte
	p.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	assert.True(t, strings.HasPrefix(string(pdf), "%PDF-"))
	p.noErrors()
}

// TestReportNetwork requires that the page requests nothing, and that its policy allows
// no request.
func TestReportNetwork(t *testing.T) {
	p := reportOf(t, "examples")
	eval[bool](p, `document.querySelector("#rows a").click() ?? true`)
	p.run(chromedp.WaitVisible("#panel[open] svg"))
	requests := p.requests()
	require.Len(t, requests, 1, "%v", requests)
	assert.True(t, strings.HasPrefix(requests[0], "file://"), requests[0])
	assert.Equal(t, "blocked", eval[string](p, `fetch("data:text/plain,a").then(() => "allowed", () => "blocked")`))
	assert.Equal(t, "blocked", eval[string](p, `new Promise((done) => { const i = new Image(); i.onload = () => done("allowed"); i.onerror = () => done("blocked"); i.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw="; })`))
	fmt.Println("proof: the report requests nothing, and works with the keyboard, in the dark and on paper")
}

// TestReportOfErrors shows clusters with errors: they are not ready for a release, are
// counted by finding, and are not compared.
func TestReportOfErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(path, platform string) {
		path = filepath.Join(dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		require.NoError(t, os.WriteFile(path, fmt.Appendf(nil, "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: %s}\nspec:\n  openshift: {version: \"4.16\", platform: %s}\n  storage: {s3: {bucket: images, region: eu-west-1}}\n", name, platform), 0o600))
	}
	write("old/prod.yaml", "AWS")
	write("new/prod.yaml", "Moon")
	p := reportOf(t, filepath.Join(dir, "new"), "--base", filepath.Join(dir, "old"))
	row := eval[string](p, `document.querySelector("#rows tr").textContent`)
	assert.Contains(t, row, "4.17: no")
	assert.NotContains(t, row, "yes")
	assert.Contains(t, eval[string](p, `byId("charts").textContent`), "Invalid profile or policy")
	assert.Contains(t, eval[string](p, `byId("changes").textContent`), "prod: not compared: has errors")
	eval[bool](p, `document.querySelector("#rows a").click() ?? true`)
	p.run(chromedp.WaitVisible("#panel[open]"))
	assert.Contains(t, eval[string](p, `byId("panel").textContent`), "not compared: has errors")
	p.noErrors()

	p = reportOf(t, filepath.Join(dir, "old"))
	assert.Contains(t, eval[string](p, `byId("totals").textContent`), "1object")
	assert.NotContains(t, eval[string](p, `byId("totals").textContent`), "1objects")
	assert.Contains(t, eval[string](p, `document.querySelector("#rows tr").textContent`), "4.17: yes")
}

// TestReportOfHub shows the objects of a hub cluster beside those of the cluster.
func TestReportOfHub(t *testing.T) {
	p := reportOf(t, "examples/acm-policy", "examples/hive-syncset")
	eval[bool](p, `document.querySelector("#rows a").click() ?? true`)
	p.run(chromedp.WaitVisible("#panel[open] svg"))
	panel := eval[string](p, `byId("panel").textContent`)
	for _, object := range []string{"Policy/policies/image-registry-acm-policy", "PlacementBinding/policies/", "Config/cluster", "Step 1: credentials"} {
		assert.Contains(t, panel, object)
	}
	p.noErrors()
}

// TestReportPicture writes the picture in the README with -update. The picture is not
// compared: the fonts of two machines differ.
func TestReportPicture(t *testing.T) {
	file := filepath.Join(root, "docs/images/report.webp")
	if *update {
		p := reportOf(t, "examples")
		var picture []byte
		p.run(emulation.SetDeviceMetricsOverride(1360, 900, 1.5, false), chromedp.ActionFunc(func(ctx context.Context) (err error) {
			picture, err = page.CaptureScreenshot().WithFormat(page.CaptureScreenshotFormatWebp).WithQuality(80).Do(ctx)
			return err
		}))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, picture, 0o644))
	}
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Less(t, info.Size(), int64(150<<10))
}
