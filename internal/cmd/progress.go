package cmd

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// progress is a progress bar on a terminal. A library would slow down every start
// of the function, which does not show a bar.
type progress struct {
	w           io.Writer // nil disables the bar
	total, done int
	mutex       sync.Mutex
}

const barWidth = 40

// newProgress returns a bar that counts to total. The bar is disabled if standard
// error is not a terminal.
func newProgress(s Streams, total int) *progress {
	if !s.Progress || total < 2 {
		return &progress{}
	}
	return &progress{w: s.raw.err, total: total}
}

// step counts one more. The last step clears the bar.
func (p *progress) step() error {
	if p.w == nil {
		return nil
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.done++
	if p.done == p.total {
		_, err := fmt.Fprint(p.w, "\r\x1b[K")
		return err
	}
	full := barWidth * p.done / p.total
	if full == barWidth*(p.done-1)/p.total {
		return nil
	}
	_, err := fmt.Fprintf(p.w, "\r[%s%s] %d/%d", strings.Repeat("#", full), strings.Repeat(" ", barWidth-full), p.done, p.total)
	return err
}
