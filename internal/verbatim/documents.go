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
	places, ok := documents(input)
	if !ok {
		return nil, false
	}
	list := &List{concerns: concerns, parse: func(text []byte) (*yaml.Node, error) { return document(bytes.NewReader(text)) }, column: -1, blocks: [][]byte{input}}
	for _, p := range places {
		list.add(p, input[p.from:p.to:p.to])
	}
	if !list.finish() {
		return nil, false
	}
	lines, before := 0, 0
	for _, item := range list.Items {
		p := list.places[item]
		lines += bytes.Count(input[before:p.from], []byte("\n"))
		before = p.from
		list.Lines = append(list.Lines, lines)
	}
	return list, true
}

// documents returns where the documents stand, without the lines between them.
func documents(input []byte) (places []place, ok bool) {
	if !bytes.HasSuffix(input, []byte("\n")) {
		return nil, false
	}
	from, at, content := 0, 0, false
	for at < len(input) {
		next := len(input)
		if end := bytes.IndexByte(input[at:], '\n'); end >= 0 {
			next = at + end + 1
		}
		switch first := input[at]; {
		case first == '-' && bytes.Equal(bytes.TrimRight(input[at:next], " \n"), []byte("---")):
			if content {
				places = append(places, place{0, from, at})
			} else if from > 0 {
				return nil, false // an empty document
			}
			from, content = next, false
		case first == '-' && bytes.HasPrefix(input[at:], []byte("---")), first == '.', first == '%':
			return nil, false
		case content:
		case first == '\n', first == '#':
			if !printable(bytes.TrimSuffix(input[at:next], []byte("\n"))) {
				return nil, false
			}
		case first == ' ' && len(bytes.Trim(input[at:next], " \n")) > 0:
			return nil, false
		default:
			content = first != ' '
		}
		at = next
	}
	if !content {
		return nil, false
	}
	return append(places, place{0, from, at}), true
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
