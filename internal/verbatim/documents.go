package verbatim

import (
	"bytes"
	"errors"
	"io"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Documents cuts a YAML stream into its documents. It returns false if the
// library must read it, which says why if it is none.
func Documents(input []byte, concerns func(Head) bool) (*List, bool) {
	list := newDocuments(concerns)
	return list, list.read(wholeInput(input))
}

// DocumentsFrom is Documents for a stream that is read as it is cut. A document
// that is larger than 16 MiB is left to the library. If the library must read
// the stream, the list is nil, and whole is the stream from its beginning. What
// whole has read is not kept.
func DocumentsFrom(r io.Reader, concerns func(Head) bool) (list *List, whole io.Reader) {
	in := &input{r: r, most: mostDocument}
	if list = newDocuments(concerns); !list.read(in) {
		return nil, in.again()
	}
	return list, nil
}

func newDocuments(concerns func(Head) bool) *List {
	return &List{concerns: concerns, parse: func(text []byte) (*yaml.Node, error) { return document(bytes.NewReader(text)) }, column: -1}
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

// documents cuts a stream into its documents, without the lines between them.
func (l *List) documents(in *input) bool {
	marked, content := false, false // whether there was a line between documents, and more than comments since
	before, lines := 0, 0           // lines in front of the document, and of the stream
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

// document adds the document that has begun, without the line that ends it.
func (l *List) document(in *input, line, before int) {
	p := place{block: len(in.full), from: in.from, to: in.at - line, lines: before}
	l.add(p, in.block[p.from:p.to:p.to])
}

// document parses the one document of a text.
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
