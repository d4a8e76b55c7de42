package cmd

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// repeated is a reader of a text, many times.
type repeated struct {
	text string
	rest int // bytes
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), r.rest)], r.text[r.at:])
	r.at, r.rest = (r.at+n)%len(r.text), r.rest-n
	return n, nil
}

// TestExplainLargeInput explains 32 MB of a log, and a line without an end, with a
// message at the end. The memory in use does not depend on the size.
func TestExplainLargeInput(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 32 MB")
	}
	for name, test := range map[string]struct {
		text  string
		bytes int
	}{
		"lines":    {`time="2026-05-30T13:57:45Z" level=info msg="response completed" http.request.host="image-registry.openshift-image-registry.svc:5000" http.response.status=200` + "\n", 32 << 20},
		"one line": {"the storage of the registry is configured, ", 4 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			var before, during runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			in := io.MultiReader(&repeated{text: test.text, rest: test.bytes}, strings.NewReader("\nUnable to apply resources: storage backend not configured\n"), reader(func() {
				runtime.GC()
				runtime.ReadMemStats(&during)
			}))
			var out strings.Builder
			code := Run([]string{"explain", "-"}, func(string) string { return "" }, Streams{In: in, Out: &out, Err: io.Discard})
			assert.Zero(t, code)
			assert.Contains(t, out.String(), "storage-not-configured: ")
			assert.Less(t, int64(during.HeapInuse)-int64(before.HeapInuse), int64(16<<20), "memory in use")
		})
	}
}
