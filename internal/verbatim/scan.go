package verbatim

import "bytes"

// scan reads an object in plain block style and returns its head. The object is
// an element of a sequence in the given column, or a document if the column is
// -1. The result is false unless the text is certainly a map that the YAML
// library accepts, whose metadata, labels and annotations are maps if they are
// present. Everything unusual is left to the library.
func (p *scanner) scan(text []byte, column int) (Head, bool) {
	*p = scanner{text: text, base: column + 2, open: p.open[:0], known: p.known}
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

// maxDepth is the maximum nesting depth of blocks, and of brackets. The library
// has a limit too.
const maxDepth = 100

// block is a mapping or a sequence whose end has not been read.
type block struct {
	indent   int
	sequence bool
	// empty reports that the value of its last entry has not been read: more
	// deeply indented text is that value; without such text, the value is null.
	empty bool
	// wantsMap reports that this value must be a map.
	wantsMap bool
	// role of the mapping.
	role role
}

// role is the meaning of a mapping.
type role uint8

const (
	other role = iota
	top        // of the object
	metadata
)

// scanner reads a text line by line. It can be reused.
type scanner struct {
	text []byte
	next int // start of the next line
	base int // column of the object's fields
	open []block
	head Head
	// mapped reports that the object has a field.
	mapped bool
	// folding reports that the last value is plain text, which continues in
	// lines that are indented more than parent.
	folding bool
	parent  int
	// fieldsRead reports which fields have been read.
	fieldsRead struct{ apiVersion, kind bool }
	// known are texts that have been read before.
	known map[string]string
}

// intern returns one shared copy of a text, because few different texts occur.
func (p *scanner) intern(text []byte) string {
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
func (p *scanner) line() bool {
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

// take returns the next line without its newline.
func (p *scanner) take() []byte {
	line := p.text[p.next:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	p.next += len(line) + 1
	return line
}

// fold reads a line that continues plain text.
func (p *scanner) fold(rest []byte) bool {
	if !begins[rest[0]] {
		return false
	}
	_, comment, ok := plain(rest)
	p.folding = ok && !comment
	return ok && !comment
}

// structure reads a line with entries of blocks.
func (p *scanner) structure(indent int, rest []byte) bool {
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

// enter makes the block of an entry the last one: either an open block, or a
// new block that is the value of the last entry.
func (p *scanner) enter(indent int, sequence bool) bool {
	last := p.last()
	if !sequence && last.sequence && last.indent == indent && len(p.open) > 1 {
		p.open = p.open[:len(p.open)-1] // a sequence that is indented like the map that contains it
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
	return (p.mapped || sequence) && len(p.open) < maxDepth
}

// entry reads an entry of the last block, which is a mapping.
func (p *scanner) entry(name, value []byte) bool {
	last := p.last()
	last.wantsMap = last.role == top && string(name) == "metadata" ||
		last.role == metadata && (string(name) == "labels" || string(name) == "annotations")
	last.empty = false
	if last.role == top {
		switch string(name) {
		case "apiVersion":
			return p.single(&p.head.APIVersion, &p.fieldsRead.apiVersion, value, last)
		case "kind":
			return p.single(&p.head.Kind, &p.fieldsRead.kind, value, last)
		}
	}
	return p.value(value, last)
}

// single reads a value on one line, at most once.
func (p *scanner) single(to *string, read *bool, value []byte, last *block) bool {
	if *read || !p.value(value, last) {
		return false
	}
	*read = true
	text := value[leadingSpaces(value):]
	switch {
	case last.empty:
	case p.folding:
		text, _, _ = plain(text)
		*to = p.intern(text)
		p.folding = false // more deeply indented text is left to the library
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

// value reads the value of an entry, or the part of it that is on the line of
// its key.
func (p *scanner) value(rest []byte, last *block) bool {
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

// literal reads a block scalar. rest is its header without the first character.
// Its lines are indented more than parent.
func (p *scanner) literal(rest []byte, parent int) bool {
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
				return false // it would affect the indentation of the text
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

func (p *scanner) last() *block { return &p.open[len(p.open)-1] }
