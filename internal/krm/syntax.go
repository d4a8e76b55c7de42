package krm

import (
	"fmt"
	"io"
	"strings"
)

// syntaxErrors are fragments of errors of the YAML library, with their remedies.
var syntaxErrors = []struct{ fragment, remedy string }{
	{"unknown anchor", "define the anchor in the same document, or replace the alias by its value"},
	{"cannot start any token", "add quotes around the value"},
	{"mapping values are not allowed", `correct the indentation, or add quotes around a value that contains ": "`},
	{"did not find expected", "correct the indentation"},
	{"could not find expected ':'", `correct the indentation, or add a ":" after the key`},
}

// withRemedy adds the remedy to an error of the YAML library. tab is the first line
// whose indentation contains a tab, or 0.
func withRemedy(err error, tab int) error {
	for _, known := range syntaxErrors {
		switch {
		case !strings.Contains(err.Error(), known.fragment):
		case tab > 0:
			return fmt.Errorf("%w; line %d is indented with a tab; use spaces", err, tab)
		default:
			return fmt.Errorf("%w; %s", err, known.remedy)
		}
	}
	return err
}

// tabFinder finds the first line whose indentation contains a tab while the text is
// read.
type tabFinder struct {
	io.Reader
	line    int // finished lines
	content bool
	tab     int // the line, counted from 1; 0 if there is none
}

// Read implements io.Reader.
func (f *tabFinder) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	for _, c := range p[:n] {
		switch {
		case c == '\n':
			f.line, f.content = f.line+1, false
		case c == '\t' && !f.content && f.tab == 0:
			f.tab = f.line + 1
		case c != ' ' && c != '\t':
			f.content = true
		}
	}
	return n, err
}
