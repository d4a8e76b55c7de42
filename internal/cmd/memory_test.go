package cmd

import (
	"io"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBoundMemory checks that the program sets a limit while it runs, and retains
// a limit that the user has set.
func TestBoundMemory(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)
	for limit, want := range map[int64]int64{noLimit: softLimit, 1 << 30: 1 << 30} {
		debug.SetMemoryLimit(limit)
		var during int64
		Run([]string{"lint", "-"}, func(string) string { return "" }, Streams{
			In:  reader(func() { during = debug.SetMemoryLimit(-1) }),
			Out: &strings.Builder{}, Err: &strings.Builder{},
		})
		assert.Equal(t, want, during)
		assert.Equal(t, limit, debug.SetMemoryLimit(-1), "restored")
	}
}

// reader is an empty reader that calls a function when it is read.
type reader func()

func (r reader) Read([]byte) (int, error) {
	r()
	return 0, io.EOF
}
