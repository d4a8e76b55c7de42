package verbatim

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// ResourceList splits a ResourceList into its items and a map of its other
// fields. If the library must read the input, the list is nil, and whole
// returns the input from its beginning. The library reports the error of an
// invalid list.
func ResourceList(r io.Reader, relevant func(Head) bool) (list *List, rest *yaml.Node, whole io.Reader) {
	in := &input{r: r, most: maxDocument}
	list = &List{relevant: relevant, parse: element, column: -1}
	rest = &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap}
	cut := in.head(rest) && list.elements(in) && in.tail(rest)
	if !list.finish() || !cut {
		return nil, nil, in.again()
	}
	list.blocks = in.blocks()
	return list, rest, nil
}

var (
	itemsKey      = []byte("items:\n")
	documentStart = []byte("---")
	documentEnd   = []byte("...")
)

// head reads the fields before items. They must be complete YAML, because the
// text of the key may be inside a value that starts earlier.
func (in *input) head(rest *yaml.Node) bool {
	for {
		line, ok := in.line()
		if !ok {
			return false
		}
		if bytes.Equal(line, itemsKey) {
			break
		}
	}
	fields, ok := mapping(in.block[:in.at-len(itemsKey)])
	rest.Content = append(rest.Content, fields...)
	in.from, in.most = in.at, maxItem
	return ok
}

// elements splits the value of items into its elements, at each line that
// starts with a dash in the column of the first element. scan and the library
// detect a line that is not the start of an element. The elements of a field
// after items, such as results, can start in the same column.
func (l *List) elements(in *input) bool {
	for l.column < 0 {
		line, ok := in.line()
		if !ok {
			return false
		}
		spaces := leadingSpaces(line)
		switch {
		case line[spaces] == '\n' || line[spaces] == '#':
		case line[spaces] == '-' && (line[spaces+1] == ' ' || line[spaces+1] == '\n'):
			l.column = spaces
		default:
			return false
		}
	}
	in.at-- // the newline of that line
	next := []byte("\n" + strings.Repeat(" ", l.column) + "-")
	for in.find(next) && endOfItems(in.block[in.from:in.at+1]) < 0 {
		l.cut(in, l.comments(in.block[in.from:in.at+1]))
		in.at += len(next)
	}
	return l.last(in)
}

// comments returns the start of the comments at the end of an element, because
// they may describe the next element.
func (l *List) comments(text []byte) int {
	begin := len(text)
	for end := len(text); end > 0; {
		start := bytes.LastIndexByte(text[:end-1], '\n') + 1
		spaces := leadingSpaces(text[start:end])
		switch {
		case text[start+spaces] == '#' && spaces <= l.column:
			begin = start
		case text[start+spaces] != '\n':
			return begin
		}
		end = start
	}
	return begin
}

// last separates the last element from the fields after it.
func (l *List) last(in *input) bool {
	if !in.readAll() {
		return false // it is too large
	}
	text := in.block[in.from:]
	end := endOfItems(text)
	if end < 0 {
		end = len(text)
	}
	l.cut(in, end)
	return text[end-1] == '\n' // otherwise a block scalar may have lost its final newline
}

// endOfItems returns the start of the first line after the first one that is
// the key of a field of the list, and -1 without such a line.
func endOfItems(text []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 || at+i+1 == len(text) {
			return -1
		}
		at += i + 1
		if text[at] >= 'a' && text[at] <= 'z' {
			return at
		}
	}
}

// cut adds the current element, with the given size.
func (l *List) cut(in *input, size int) {
	p := place{block: len(in.full), from: in.from, to: in.from + size}
	in.from = p.to
	l.add(p, in.block[p.from:p.to:p.to])
}

// tail reads the fields after items.
func (in *input) tail(rest *yaml.Node) bool {
	fields, ok := mapping(in.block[in.from:])
	rest.Content = append(rest.Content, fields...)
	return ok && in.err == io.EOF //nolint:errorlint // readers return it as it is
}

// mapping parses a part of a map and returns its keys and values.
func mapping(part []byte) ([]*yaml.Node, bool) {
	if len(part) > 0 && !plainLines(part) {
		return nil, false
	}
	for line := range bytes.Lines(part) {
		if bytes.HasPrefix(line, documentStart) || line[0] == '.' || line[0] == '%' || bytes.HasPrefix(line, itemsKey[:len(itemsKey)-1]) {
			return nil, false // several documents, or items twice
		}
	}
	document, err := document(bytes.NewReader(part))
	if err != nil {
		return nil, errors.Is(err, io.EOF) // only comments
	}
	root := document.Content[0]
	for i := 0; i < len(root.Content); i += 2 {
		if root.Content[i].Value == "items" {
			return nil, false
		}
	}
	block := root.Kind == yaml.MappingNode && root.Style&yaml.FlowStyle == 0 && len(root.Content) > 0 && root.Content[0].Column == 1
	return root.Content, block
}

// element parses an element of a sequence with the comments before it.
func element(text []byte) (*yaml.Node, error) {
	if bytes.HasPrefix(text, documentEnd) || bytes.Contains(text, append([]byte("\n"), documentEnd...)) {
		return nil, errors.New("a document ends in the element")
	}
	column := 0
	for line := range bytes.Lines(text) {
		if column = leadingSpaces(line); line[column] == '-' {
			break
		}
	}
	// The element gets the same indentation as in the list, and a preceding
	// element; otherwise the library would move the comment before it.
	before := append(append(bytes.Clone(itemsKey), bytes.Repeat([]byte(" "), column)...), "-\n"...)
	document, err := document(io.MultiReader(bytes.NewReader(before), bytes.NewReader(text)))
	if err != nil {
		return nil, err
	}
	root := document.Content[0]
	if len(root.Content) == 2 && root.Content[1].Kind == yaml.SequenceNode && len(root.Content[1].Content) == 2 {
		return root.Content[1].Content[1], nil
	}
	return nil, errors.New("not one element")
}
