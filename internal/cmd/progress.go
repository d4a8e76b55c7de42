package cmd

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// progress is a bar on a terminal. (A library for it would cost every start of
// the function, which shows none.)
type progress struct {
	w           io.Writer // nil shows nothing
	total, done int
	mutex       sync.Mutex
}

const barWidth = 40

// newProgress shows how many of total are done, if a person waits.
func newProgress(s Streams, total int) *progress {
	if !s.Progress || total < 2 {
		return &progress{}
	}
	return &progress{w: s.Err, total: total}
}

// step tells that one more is done. After the last the bar is gone.
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
