package verbatim

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Head is what is cheap to know of an object.
type Head struct {
	APIVersion, Kind string
	// Text is the whole object, without aliases and escapes by number: a word of
	// what it says stands in it as it is.
	Text []byte
}

// List is a list of objects in the order of the input.
type List struct {
	// Items are the objects. One stand-in takes the place of all that follow
	// each other and concern nobody.
	Items []*yaml.RNode
	// Numbers are which objects of the input they are, from 1 on; of stand-ins
	// that of the first.
	Numbers []int
	// Lines are how many lines of the input stand in front of each object; only
	// Documents counts them.
	Lines []int

	blocks [][]byte
	places map[*yaml.RNode]place
	column int

	// While the list is read:
	concerns func(Head) bool
	parse    func([]byte) (*yaml.Node, error)
	batches  []*batch
	group    sync.WaitGroup
}

// place is where an object stands in the input, with the comments in front of
// it.
type place struct {
	block, from, to int
	lines           int // in front of it; only Documents counts them
}

// Text returns the text of an item that is the same node as it was read, and
// false for another.
func (l *List) Text(item *yaml.RNode) ([]byte, bool) {
	p, known := l.places[item]
	if !known {
		return nil, false
	}
	return l.blocks[p.block][p.from:p.to:p.to], true
}

// Blocks returns the text of items as the elements of a block sequence, in
// parts: of those that are the same nodes as they were read byte for byte, of
// others as the library writes them.
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

// encode writes an item as the library does, as far in as the others.
func (l *List) encode(item *yaml.RNode) ([]byte, error) {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	sequence := &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{item.YNode()}}
	if err := errors.Join(encoder.Encode(sequence), encoder.Close()); err != nil || l.column == 0 {
		return text.Bytes(), err
	}
	return indented(text.Bytes(), l.column), nil
}

// indented moves YAML text to the right. The library breaks lines of block
// scalars at separators of lines and paragraphs too.
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

// standIn is the node of all stand-ins.
var standIn = &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap, Content: []*yaml.Node{
	{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: yaml.APIVersionField},
	{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: "verbatim"},
	{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: yaml.KindField},
	{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: "Verbatim"},
}}

// batchSize is how many objects are looked at in one go.
const batchSize = 256

// batch are objects that are looked at together, beside other batches.
type batch struct {
	places []place
	texts  [][]byte
	nodes  []*yaml.Node
	failed bool
}

// read proves or parses the objects.
func (b *batch) read(column int, concerns func(Head) bool, parse func([]byte) (*yaml.Node, error)) {
	var p prover
	for _, text := range b.texts {
		node := standIn
		if head, proven := p.prove(text, column); !proven || concerns(head) {
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
		l.group.Go(func() { last.read(l.column, l.concerns, l.parse) })
	}
}

// finish waits until all objects are read. It returns false where the library
// must read the whole.
func (l *List) finish() bool {
	if len(l.batches) == 1 {
		l.batches[0].read(l.column, l.concerns, l.parse)
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

// append appends an item, unless a stand-in in front of it can take its place.
func (l *List) append(node *yaml.Node, p place, number int) {
	if last := len(l.Items) - 1; node == standIn && last >= 0 && l.Items[last].YNode() == standIn {
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

// plainLines reports whether a text is the same wherever it stands: all lines
// end in a newline and nothing else, and it begins with no byte order mark.
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
