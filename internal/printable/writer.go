package printable

import (
	"io"
	"sync"
	"unicode/utf8"
)

// Writer escapes what is written to it like Text, except for some control sequences.
// Its methods can be called concurrently.
type Writer struct {
	mutex sync.Mutex
	w     io.Writer
	rest  []byte // the start of a character
	e     escaper
}

// NewWriter returns a Writer to w that keeps the control sequences of colors.
func NewWriter(w io.Writer, colors ...string) *Writer {
	return &Writer{w: w, e: escaper{colors: colors}}
}

// Write writes a text. A character may be divided between two calls, and a control
// sequence of a color may not.
func (w *Writer) Write(text []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	all := append(w.rest, text...)
	end := len(all)
	for n := 1; n < utf8.UTFMax && n <= len(all); n++ {
		if tail := all[len(all)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				end = len(all) - n
			}
			break
		}
	}
	w.rest = append([]byte(nil), all[end:]...)
	if _, err := w.w.Write(w.e.append(nil, string(all[:end]))); err != nil {
		return 0, err
	}
	return len(text), nil
}
