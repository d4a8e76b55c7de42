package repository

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
)

// pasted are lines before the objects in text from a terminal: the messages of klog,
// warnings of oc, and the prompt with the command.
var pasted = regexp.MustCompile(`^(?:[IWEF]\d{4} \d\d:\d\d:\d\d|[Ww]arning: |(?:\S+[^"{}]*)?[$#>%] *(?:oc|kubectl|sudo) |\s*$)`)

// printed are the first lines of text for people: a table, and a description.
var printed = regexp.MustCompile(`^(?:(?:NAME|NAMESPACE|LAST SEEN) {2,}[A-Z]|Name: {2,}\S)`)

// errPrinted is the error of the output of oc for people.
var errPrinted = errors.New("table or description instead of objects; add -o yaml to the command, or pass the text to registry-profile explain -")

// withoutPasted returns a text with empty lines instead of what precedes its objects.
// It fails with errPrinted if there are none.
func withoutPasted(in *bufio.Reader) (*bufio.Reader, error) {
	var blank []byte
	for {
		line, err := in.ReadSlice('\n')
		switch {
		case err == nil && pasted.Match(line) && len(blank) < maxPasted:
			blank = append(blank, '\n')
			continue
		case printed.Match(line):
			return nil, errPrinted
		}
		return bufio.NewReader(io.MultiReader(bytes.NewReader(blank), bytes.NewReader(bytes.Clone(line)), in)), nil
	}
}

// maxPasted bounds the lines before the objects.
const maxPasted = 100
