package verbatim

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Head contains the properties of an object that are cheap to determine.
type Head struct {
	APIVersion, Kind string
	// Text is the whole object, without aliases and numeric escapes, so that a
	// search for a word finds every occurrence.
	Text []byte
}

// List is a list of objects in the order of the input.
type List struct {
	// Items are the objects. One placeholder represents all consecutive objects
	// that are not relevant.
	Items []*yaml.RNode
	// Numbers are the positions of the objects in the input, from 1; for a
	// placeholder, the position of its first object.
	Numbers []int
	// Lines are the numbers of input lines before each object. Only Documents
	// counts them.
	Lines []int

	blocks [][]byte
	places map[*yaml.RNode]place
	column int

	// Used while the list is read:
	relevant func(Head) bool
	parse    func([]byte) (*yaml.Node, error)
	batches  []*batch
	group    sync.WaitGroup
}

// place is the position of an object in the input, with the comments before it.
type place struct {
	block, from, to int
	lines           int // before it; only Documents counts them
}

// Text returns the input text of an item if it is the same node that was read,
// and false otherwise.
func (l *List) Text(item *yaml.RNode) ([]byte, bool) {
	p, known := l.places[item]
	if !known {
		return nil, false
	}
	return l.blocks[p.block][p.from:p.to:p.to], true
}

// Blocks returns the text of items as the elements of a block sequence, in
// parts: unchanged nodes byte for byte, others as the library writes them.
func (l *List) Blocks(items []*yaml.RNode) ([][]byte, error) {
	var parts [][]byte
	for i := 0; i < len(items); {
		run, known := l.places[items[i]]
		if !known {
			text, err := l.encode(items[i])
			if err != nil {
				return nil, err
			}
			parts = append(parts, text)
			i++
			continue
		}
		for i++; i < len(items); i++ {
			next, known := l.places[items[i]]
			if !known || next.block != run.block || next.from != run.to {
				break
			}
			run.to = next.to
		}
		parts = append(parts, l.blocks[run.block][run.from:run.to:run.to])
	}
	return parts, nil
}

// encode writes an item as the library does, indented like the others.
func (l *List) encode(item *yaml.RNode) ([]byte, error) {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	sequence := &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{item.YNode()}}
	if err := errors.Join(encoder.Encode(sequence), encoder.Close()); err != nil || l.column == 0 {
		return text.Bytes(), err
	}
	return indented(text.Bytes(), l.column), nil
}

// indented indents YAML text. The library breaks the lines of block scalars at
// line separators and paragraph separators too.
func indented(text []byte, column int) []byte {
	var out bytes.Buffer
	space := strings.Repeat(" ", column)
	separators := strings.NewReplacer("\u2028", "\u2028"+space, "\u2029", "\u2029"+space)
	for line := range strings.Lines(string(text)) {
		if line != "\n" {
			out.WriteString(space)
		}
		out.WriteString(separators.Replace(line))
	}
	return out.Bytes()
}

// IsPlaceholder reports whether an item represents objects that are not relevant.
func IsPlaceholder(item *yaml.RNode) bool { return item.YNode() == placeholder }

// placeholder is the node that represents objects that are not relevant.
var placeholder = &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap, Content: []*yaml.Node{
	{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: yaml.APIVersionField},
	{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: "verbatim"},
	{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: yaml.KindField},
	{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: "Verbatim"},
}}

// batchSize is the number of objects in a batch.
const batchSize = 256

// batch is a set of objects that are read together, concurrently with other
// batches.
type batch struct {
	places []place
	texts  [][]byte
	nodes  []*yaml.Node
	failed bool
}

// read scans or parses the objects.
func (b *batch) read(column int, relevant func(Head) bool, parse func([]byte) (*yaml.Node, error)) {
	var p scanner
	for _, text := range b.texts {
		node := placeholder
		if head, proven := p.scan(text, column); !proven || relevant(head) {
			parsed, err := parse(text)
			if b.failed = err != nil || !proven && !plainLines(text); b.failed {
				return
			}
			node = parsed
		}
		b.nodes = append(b.nodes, node)
	}
}

// add adds the object at a place.
func (l *List) add(p place, text []byte) {
	if len(l.batches) == 0 || len(l.batches[len(l.batches)-1].places) == batchSize {
		l.start()
		l.batches = append(l.batches, &batch{})
	}
	last := l.batches[len(l.batches)-1]
	last.places, last.texts = append(last.places, p), append(last.texts, text)
}

// start starts reading the last batch, which is full.
func (l *List) start() {
	if len(l.batches) > 0 {
		last := l.batches[len(l.batches)-1]
		l.group.Go(func() { last.read(l.column, l.relevant, l.parse) })
	}
}

// finish waits until all objects are read. It returns false if the library must
// read the whole input.
func (l *List) finish() bool {
	if len(l.batches) == 1 {
		l.batches[0].read(l.column, l.relevant, l.parse)
	} else {
		l.start()
	}
	l.group.Wait()
	l.places = map[*yaml.RNode]place{}
	number := 0
	for _, b := range l.batches {
		if b.failed {
			return false
		}
		for i, node := range b.nodes {
			number++
			l.append(node, b.places[i], number)
		}
	}
	l.batches = nil
	return true
}

// append appends an item, unless a placeholder before it can represent it.
func (l *List) append(node *yaml.Node, p place, number int) {
	if last := len(l.Items) - 1; node == placeholder && last >= 0 && l.Items[last].YNode() == placeholder {
		if run := l.places[l.Items[last]]; run.block == p.block {
			run.to = p.to
			l.places[l.Items[last]] = run
			return
		}
	}
	item := yaml.NewRNode(node)
	l.Items, l.Numbers = append(l.Items, item), append(l.Numbers, number)
	l.places[item] = p
}

// plainLines reports whether a text has the same meaning at any position: every
// line ends in a newline only, and the text does not start with a byte order
// mark.
func plainLines(text []byte) bool {
	if !bytes.HasSuffix(text, []byte("\n")) || !utf8.Valid(text) {
		return false
	}
	for _, other := range []string{"\r", "\u0085", "\u2028", "\u2029", "\ufeff"} {
		if bytes.Contains(text, []byte(other)) {
			return false
		}
	}
	return true
}
