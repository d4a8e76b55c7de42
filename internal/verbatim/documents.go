package verbatim

import (
	"bytes"
	"errors"
	"io"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Documents splits a YAML stream into its documents. It returns false if the
// library must read the stream; the library reports the error of an invalid
// one.
func Documents(input []byte, relevant func(Head) bool) (*List, bool) {
	list := newDocuments(relevant)
	return list, list.read(wholeInput(input))
}

// DocumentsFrom is Documents for a stream that is split while it is read. It
// leaves a document larger than 16 MiB to the library. If the library must read
// the stream, the list is nil, and whole returns the stream from its beginning.
// Data that has been read from whole is not kept in memory.
func DocumentsFrom(r io.Reader, relevant func(Head) bool) (list *List, whole io.Reader) {
	in := &input{r: r, most: maxDocument}
	if list = newDocuments(relevant); !list.read(in) {
		return nil, in.again()
	}
	return list, nil
}

func newDocuments(relevant func(Head) bool) *List {
	return &List{relevant: relevant, parse: func(text []byte) (*yaml.Node, error) { return document(bytes.NewReader(text)) }, column: -1}
}

// read reads the documents of a stream.
func (l *List) read(in *input) bool {
	cut := l.documents(in)
	if !l.finish() || !cut {
		return false
	}
	l.blocks = in.blocks()
	for _, item := range l.Items {
		l.Lines = append(l.Lines, l.places[item].lines)
	}
	return true
}

// documents splits a stream into its documents, without the separators.
func (l *List) documents(in *input) bool {
	marked, content := false, false // whether a separator was read, and more than comments since then
	before, lines := 0, 0           // lines before the document, and lines of the stream
	for {
		line, ok := in.line()
		if !ok {
			if !content || len(line) > 0 || in.err != io.EOF { //nolint:errorlint // readers return it as it is
				return false
			}
			l.document(in, 0, before)
			return true
		}
		lines++
		switch first := line[0]; {
		case first == '-' && bytes.Equal(bytes.TrimRight(line, " \n"), []byte("---")):
			if content {
				l.document(in, len(line), before)
			} else if marked {
				return false // an empty document
			}
			in.from, before = in.at, lines
			marked, content = true, false
		case first == '-' && bytes.HasPrefix(line, []byte("---")), first == '.', first == '%':
			return false
		case content:
		case first == '\n', first == '#':
			if !printable(bytes.TrimSuffix(line, []byte("\n"))) {
				return false
			}
		case first == ' ' && len(bytes.Trim(line, " \n")) > 0:
			return false
		default:
			content = first != ' '
		}
	}
}

// document adds the current document, without its separator.
func (l *List) document(in *input, line, before int) {
	p := place{block: len(in.full), from: in.from, to: in.at - line, lines: before}
	l.add(p, in.block[p.from:p.to:p.to])
}

// document parses a text with exactly one document.
func document(text io.Reader) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(text)
	node := &yaml.Node{}
	if err := decoder.Decode(node); err != nil {
		return nil, err
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, errors.New("not one document")
	}
	return node, nil
}
