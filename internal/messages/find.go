package messages

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
)

// Match is an entry that a text contains.
type Match struct {
	Entry
	// Message is the message of the entry that matches, with … for any text. If several
	// match, it is the longest.
	Message string
	// Line is the number of the first line that matches, from 1.
	Line int
	// Text is the beginning of that line, with its continuation lines.
	Text string

	length int
}

const (
	// chunk bounds a line. A longer line is searched in chunks that overlap.
	chunk   = 64 << 10
	overlap = 2 << 10
	// quoted bounds Match.Text.
	quoted = 300
	// loneLines is the number of lines up to which a text is one message, and
	// looseLines that of a text with at most one row of a table or a log.
	loneLines  = 6
	looseLines = 12
	// loneBytes is the size up to which a text is one message.
	loneBytes = 4 << 10
	// attempts bounds how often a message is searched in a line if it does not concern
	// its entry.
	attempts = 8
)

// Find returns the entries whose messages a text contains, the most specific first.
func Find(text string) []Match {
	found, _ := FindIn(strings.NewReader(text)) // a string cannot fail
	return found
}

// FindIn is Find for a stream. It reads line by line, with bounded memory, and
// returns each entry once. The error is that of the reader.
func FindIn(r io.Reader) ([]Match, error) { return findIn(r, false) }

// Unnamed returns the entries whose words a text has, the most specific first, if the
// text names neither the registry nor anything else. It is for a text without a match.
func Unnamed(text string) []Entry {
	text = text[:min(len(text), chunk)]
	if ofOthers(strings.ToLower(text)) {
		return nil
	}
	found, _ := findIn(strings.NewReader(text), true) // a string cannot fail
	var entries []Entry
	for _, m := range found[:min(3, len(found))] {
		entries = append(entries, m.Entry)
	}
	return entries
}

// Titled returns the entry one of whose messages is exactly the text.
func Titled(text string) (Match, bool) {
	for _, e := range All() {
		for _, message := range e.Messages {
			if strings.EqualFold(message, text) {
				return Match{Entry: e, Message: message, Line: 1, Text: text}, true
			}
		}
	}
	return Match{}, false
}

// findIn is FindIn. If ours is true, the text is one about the registry.
func findIn(r io.Reader, ours bool) ([]Match, error) {
	in := bufio.NewReaderSize(r, chunk)
	f := finder{patterns: compiled(), done: make([]bool, len(compiled().all)), tried: make([]int, len(compiled().all))}
	head, err := in.Peek(loneBytes)
	lone := bytes.Clone(bytes.TrimSpace(head))
	if errors.Is(err, io.EOF) {
		lines, rows := countLines(string(lone))
		f.spaces = strings.HasPrefix(string(lone), "NAMESPACE ")
		if f.rows = rows > 1 || f.spaces; lines <= loneLines || lines <= looseLines && !f.rows {
			f.lone, f.context = true, isAbout(string(lone)) || isAbout(unwrapped(string(lone)))
		}
	}
	f.context = f.context || ours
	var line string
	start := 1
	partial := false // line is the end of a chunk
	for number := 1; ; number++ {
		raw, err := in.ReadSlice('\n')
		text := strings.TrimRight(string(raw), "\r\n")
		switch {
		case partial:
			line += text
		case line != "" && isContinuation(text) && len(line) < chunk:
			line += " " + strings.TrimSpace(text)
		default:
			f.search(line, start)
			line, start = text, number
		}
		partial = errors.Is(err, bufio.ErrBufferFull)
		switch {
		case partial:
			f.search(line, start)
			line = line[max(0, len(line)-overlap):]
			number--
		case err != nil:
			f.search(line, start)
			if f.lone {
				f.searchLone(string(lone))
			}
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return f.sorted(), err
		}
	}
}

// isContinuation reports whether a line continues the line before: folded YAML
// scalars and the errors of AWS are indented, and a new key or item is not one.
func isContinuation(line string) bool {
	if strings.HasPrefix(line, "caused by:") {
		return true
	}
	if line == "" || line[0] != ' ' && line[0] != '\t' {
		return false
	}
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return word != "" && word != "-" && (!strings.HasSuffix(word, ":") || strings.ToLower(word[:1]) != word[:1])
}

type finder struct {
	patterns *patterns
	done     []bool // patterns that were found
	tried    []int  // the last search that compared each pattern
	searches int
	found    []Match
	// lone: the text is one message. context: it is one of the registry. rows: it has
	// several rows of a table or a log. spaces: the first column is the namespace.
	lone, context, rows, spaces bool
}

// isAbout reports whether a text of one message names the registry.
func isAbout(text string) bool {
	text = strings.ToLower(plain(text))
	return ofRegistry(text) || containsAny(text, askedNames) && !ofOthers(text)
}

// unwrapped joins the lines of a text, which a terminal also wraps within words.
func unwrapped(text string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(text) }

// searchLone searches a text that consists of one message. It can be wrapped by a
// terminal, with or without spaces, or truncated.
func (f *finder) searchLone(text string) {
	if lines := strings.Split(text, "\n"); len(lines) > 1 && !f.rows {
		f.search(strings.Join(lines, " "), 1)
		f.search(unwrapped(text), 1)
	}
	if slices.ContainsFunc(f.found, func(m Match) bool { return !m.general }) {
		return
	}
	if before, truncated := withoutDots(strings.ToLower(plain(text))); truncated {
		for i := range f.patterns.all {
			if !f.done[i] {
				f.compare(i, plain(text), before, 1, true)
			}
		}
	}
}

func (f *finder) search(line string, number int) {
	if line == "" {
		return
	}
	line = plain(line)
	text := strings.ToLower(line)
	f.searches++
	for i := range f.patterns.candidates(text) {
		if !f.done[i] && f.tried[i] != f.searches {
			f.tried[i] = f.searches
			f.compare(i, line, text, number, false)
		}
	}
}

// compare adds a pattern to those found if a line has it. The text is the line in
// lowercase.
func (f *finder) compare(i int, line, text string, number int, truncated bool) {
	p := f.patterns.all[i]
	begin, end, ok := p.find(text, 0, truncated)
	for n := 0; ok && !p.entry.concerns(text, begin, end); n++ {
		if n == attempts {
			return
		}
		begin, end, ok = p.find(text, end, truncated)
	}
	if !ok {
		return
	}
	switch {
	case f.spaces && !strings.HasPrefix(text, "openshift-image-registry "):
		return
	case p.entry.scope == own, ofRegistry(text):
	case f.rows && ofOtherRow(text):
		return
	case !f.context && (p.entry.scope == named || !f.lone || !isPrefix(text[:begin]) || ofOthers(text)):
		return
	}
	f.done[i] = true
	if i := slices.IndexFunc(f.found, func(m Match) bool { return m.ID == p.entry.ID }); i >= 0 {
		if m := &f.found[i]; p.length > m.length {
			m.length, m.Message = p.length, p.message
		}
	} else {
		f.found = append(f.found, Match{Entry: printedBy(*p.entry, text), Message: p.message, Line: number, Text: shorten(line), length: p.length})
	}
}

// printedBy returns an entry with the component that has printed a line. The operator
// and the registry report many faults of the store in the same words, and only those of
// the operator are in a condition.
func printedBy(e Entry, text string) Entry {
	switch {
	case e.Component != Operator && e.Component != Registry:
	case containsAny(text, []string{"unable to sync", "unable to apply", "storageexists"}):
		e.Component = Operator
	case containsAny(text, logFields), containsAny(text, []string{"s3aws:", "panic: ", "openshift.logger=registry"}):
		e.Component, e.Condition, e.Reason = Registry, "", ""
	}
	return e
}

func (f *finder) sorted() []Match {
	slices.SortStableFunc(f.found, func(a, b Match) int {
		return cmp.Or(bit(a.general)-bit(b.general), b.length-a.length, a.Line-b.Line)
	})
	return f.found
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func shorten(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > quoted {
		text = text[:quoted]
	}
	return strings.ToValidUTF8(text, "")
}
