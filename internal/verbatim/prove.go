package verbatim

import "bytes"

// prove reads an object in plain block style, and returns what is cheap to know
// of it. It is an element of a sequence in the given column, or a document if
// the column is -1. The answer is false unless the text is certainly a map that
// the YAML library accepts, with metadata, labels and annotations that are maps
// if they are there: everything unusual is left to the library.
func (p *prover) prove(text []byte, column int) (Head, bool) {
	*p = prover{text: text, base: column + 2, open: p.open[:0], known: p.known}
	if column >= 0 {
		p.open = append(p.open, block{indent: column, sequence: true})
	} else {
		p.base = 0
		p.open = append(p.open, block{indent: -1, empty: true})
	}
	for p.next < len(p.text) {
		if !p.line() {
			return Head{}, false
		}
	}
	p.head.Text = text
	return p.head, p.mapped
}

// deepest is how far blocks, and brackets, may be within each other; the library
// bounds it too.
const deepest = 100

// block is a mapping or a sequence whose end has not been seen.
type block struct {
	indent   int
	sequence bool
	// empty tells that the value of its last entry has not been seen: what
	// follows further in is that value, and nothing is null.
	empty bool
	// wantsMap tells that this value must be a map.
	wantsMap bool
	// role of the mapping.
	role role
}

// role is what the fields of a mapping are.
type role uint8

const (
	other role = iota
	top        // of the object
	metadata
)

// prover goes through a text, line by line. It can be used for many.
type prover struct {
	text []byte
	next int // where the next line begins
	base int // column of the object's fields
	open []block
	head Head
	// mapped tells that the object has a field.
	mapped bool
	// folding tells that the last value is plain text, which goes on in lines
	// that are further in than parent.
	folding bool
	parent  int
	// seen tells which fields have been read.
	seen struct{ apiVersion, kind bool }
	// known are texts that have been read before.
	known map[string]string
}

// intern returns a text that is kept once, for there are few different ones.
func (p *prover) intern(text []byte) string {
	if known, ok := p.known[string(text)]; ok {
		return known
	}
	if p.known == nil {
		p.known = map[string]string{}
	}
	p.known[string(text)] = string(text)
	return string(text)
}

// line reads the next line.
func (p *prover) line() bool {
	line := p.take()
	indent := leadingSpaces(line)
	rest := line[indent:]
	switch {
	case len(rest) == 0:
		return true
	case !printable(rest):
		return false
	case rest[0] == '#':
		p.folding = false
		return true
	case p.folding && indent > p.parent:
		return p.fold(rest)
	}
	p.folding = false
	return p.structure(indent, rest)
}

// take returns the next line without its end.
func (p *prover) take() []byte {
	line := p.text[p.next:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	p.next += len(line) + 1
	return line
}

// fold reads a line that continues plain text.
func (p *prover) fold(rest []byte) bool {
	if !begins[rest[0]] {
		return false
	}
	_, comment, ok := plain(rest)
	p.folding = ok && !comment
	return ok && !comment
}

// structure reads a line that holds entries of blocks.
func (p *prover) structure(indent int, rest []byte) bool {
	for p.last().indent > indent {
		p.open = p.open[:len(p.open)-1]
		if len(p.open) == 0 {
			return false
		}
	}
	dashed := false
	for ; isDash(rest); dashed = true {
		if !p.enter(indent, true) {
			return false
		}
		skip := 1 + leadingSpaces(rest[1:])
		p.last().empty, p.last().wantsMap = true, false
		rest = rest[skip:]
		if len(rest) == 0 || rest[0] == '#' {
			return true
		}
		indent += skip
	}
	name, value, isKey := key(rest)
	if !isKey {
		p.last().empty = false
		return dashed && p.value(rest, p.last())
	}
	if !p.enter(indent, false) {
		return false
	}
	return p.entry(name, value)
}

// enter makes the block of an entry the last one: one that is open, or a new
// one that is the value of the last entry.
func (p *prover) enter(indent int, sequence bool) bool {
	last := p.last()
	if !sequence && last.sequence && last.indent == indent && len(p.open) > 1 {
		p.open = p.open[:len(p.open)-1] // a sequence as far out as the map that holds it
		last = p.last()
	}
	if last.indent == indent && last.sequence == sequence {
		return true
	}
	inside := last.indent < indent || sequence && !last.sequence && last.indent == indent
	if !last.empty || !inside || sequence && last.wantsMap {
		return false
	}
	fresh := block{indent: indent, sequence: sequence}
	switch {
	case sequence:
	case indent == p.base && !p.mapped:
		fresh.role = top
		p.mapped = true
	case last.role == top && last.wantsMap:
		fresh.role = metadata
	}
	last.empty = false
	p.open = append(p.open, fresh)
	return (p.mapped || sequence) && len(p.open) < deepest
}

// entry reads an entry of the last block, a mapping.
func (p *prover) entry(name, value []byte) bool {
	last := p.last()
	last.wantsMap = last.role == top && string(name) == "metadata" ||
		last.role == metadata && (string(name) == "labels" || string(name) == "annotations")
	last.empty = false
	if last.role == top {
		switch string(name) {
		case "apiVersion":
			return p.once(&p.head.APIVersion, &p.seen.apiVersion, value, last)
		case "kind":
			return p.once(&p.head.Kind, &p.seen.kind, value, last)
		}
	}
	return p.value(value, last)
}

// once reads a value that stands on one line, once.
func (p *prover) once(to *string, seen *bool, value []byte, last *block) bool {
	if *seen || !p.value(value, last) {
		return false
	}
	*seen = true
	text := value[leadingSpaces(value):]
	switch {
	case last.empty:
	case p.folding:
		text, _, _ = plain(text)
		*to = p.intern(text)
		p.folding = false // whatever follows further in is left to the library
	case text[0] == '"' || text[0] == '\'':
		end, _ := quoted(text)
		if text = text[1 : end-1]; bytes.ContainsAny(text, `\'`) {
			return false
		}
		*to = p.intern(text)
	default: // followed by a comment, or no text
		if !begins[text[0]] {
			return false
		}
		text, _, _ = plain(text)
		*to = p.intern(text)
	}
	return true
}

// value reads the value of an entry, or the part of it that stands on the line
// of its key.
func (p *prover) value(rest []byte, last *block) bool {
	spaces := leadingSpaces(rest)
	rest = rest[spaces:]
	if len(rest) == 0 || rest[0] == '#' {
		last.empty = true
		return true
	}
	switch rest[0] {
	case '|', '>':
		return !last.wantsMap && p.literal(rest[1:], last.indent)
	case '"', '\'':
		end, ok := quoted(rest)
		return ok && !last.wantsMap && ends(rest[end:])
	case '{', '[':
		end, ok := flow(rest)
		return ok && (!last.wantsMap || mapOfTexts(rest[:end])) && ends(rest[end:])
	}
	if !begins[rest[0]] && (rest[0] != '-' || len(rest) < 2 || rest[1] == ' ') {
		return false
	}
	_, comment, ok := plain(rest)
	p.folding, p.parent = !comment, last.indent
	return ok && !last.wantsMap
}

// literal reads a block scalar, of which rest is the header without its first
// character. Its lines are further in than parent.
func (p *prover) literal(rest []byte, parent int) bool {
	if len(rest) > 0 && (rest[0] == '-' || rest[0] == '+') {
		rest = rest[1:]
	}
	if !ends(rest) {
		return false
	}
	indent := -1
	for p.next < len(p.text) {
		before := p.next
		line := p.take()
		spaces := leadingSpaces(line)
		switch {
		case spaces == len(line):
			if indent < 0 && spaces > 0 {
				return false // it would have a say in where the text begins
			}
		case spaces <= parent:
			p.next = before
			return true
		case !printable(line) || indent >= 0 && spaces < indent:
			return false
		case indent < 0:
			indent = spaces
		}
	}
	return true
}

func (p *prover) last() *block { return &p.open[len(p.open)-1] }
