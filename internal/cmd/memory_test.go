package cmd

import (
	"io"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBoundMemory sets a limit while the program runs, and keeps the limit of a
// user.
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
		assert.Equal(t, limit, debug.SetMemoryLimit(-1), "afterwards")
	}
}

// reader is empty, and calls a function when it is read.
type reader func()

func (r reader) Read([]byte) (int, error) {
	r()
	return 0, io.EOF
}
