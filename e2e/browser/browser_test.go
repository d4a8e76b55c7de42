// Package browser tests the HTML report and the drawings in a headless Chromium.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// root is the folder of the project.
const root = "../.."

// tab is a tab of a browser without a network. It collects the errors and the requests
// of the page.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	errors []string
	urls   []string
}

// open opens a file, or a blank page if the path is empty.
func open(t *testing.T, path string) *tab {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil && os.Getenv("CI") == "" {
		t.Skip("requires chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.WindowSize(1400, 1000),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), // no network
		chromedp.WSURLReadTimeout(2*time.Minute))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // an action waits for an element that is missing
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(t.Logf)) // events that the library does not know
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx}
	chromedp.ListenTarget(ctx, func(event any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			p.errors = append(p.errors, e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			p.errors = append(p.errors, fmt.Sprint(e.Type, " ", e.Args))
		case *network.EventRequestWillBeSent:
			p.urls = append(p.urls, e.Request.URL)
		}
	})
	address := "about:blank"
	if path != "" {
		full, err := filepath.Abs(path)
		require.NoError(t, err)
		address = "file://" + full
	}
	p.run(chromedp.Navigate(address))
	return p
}

func (p *tab) run(actions ...chromedp.Action) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Run(p.ctx, actions...))
}

// requests returns the URLs that the page has requested.
func (p *tab) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.urls)
}

// noErrors fails if the page has reported an error.
func (p *tab) noErrors() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	require.Empty(p.t, p.errors)
}

// eval returns the value of an expression.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	var value T
	p.run(chromedp.Evaluate(expression, &value, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return value
}

// registryProfile runs the built program in the root of the project.
func registryProfile(t *testing.T, args ...string) string {
	t.Helper()
	program, err := filepath.Abs(filepath.Join(root, "bin/registry-profile"))
	require.NoError(t, err)
	cmd := exec.Command(program, args...)
	cmd.Dir = root
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, errs.String())
	return string(out)
}
