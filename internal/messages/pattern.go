package messages

import (
	"cmp"
	"iter"
	"strings"
	"sync"
)

// placeholder denotes any text in a message of the table.
const placeholder = "…"

// gap bounds the text that a placeholder denotes, so that fragments of different
// messages on a long line, such as JSON, are not taken for one message.
const gap = 600

// shortest is the length from which the beginning of a fragment is accepted at the
// end of a truncated text.
const shortest = 24

// pattern is one message of an entry: fragments in lowercase that occur in this order,
// each of whole words.
type pattern struct {
	entry     *Entry
	message   string
	fragments []fragment
	length    int
}

// fragment is a part of a message. If it contains a name of the registry, it matches
// only that name, and not a longer one.
type fragment struct {
	text string
	// name and nameLength are the position of the name, and its length; 0 without one.
	name, nameLength int
	// pod: a hash of a pod follows the name.
	pod bool
}

func newFragment(text string) fragment {
	f := fragment{text: text}
	for _, name := range objectNames[:2] {
		if n := strings.Index(text, name); n >= 0 {
			f.name, f.nameLength = n, len(name)
			f.pod = strings.HasSuffix(text, name+"-")
		}
	}
	return f
}

// patterns are all patterns, and their indexes by one word that each requires. A
// line is compared only with the patterns whose word it has, so that the time does
// not grow with the table.
type patterns struct {
	all    []pattern
	byWord map[string][]int
	// keys tells by the length and the first character that a word is in no pattern.
	keys [64][128]bool
}

var compiled = sync.OnceValue(func() *patterns {
	table := &patterns{byWord: map[string][]int{}}
	entries := All()
	for i := range entries {
		for _, message := range entries[i].Messages {
			p := pattern{entry: &entries[i], message: message}
			for text := range strings.SplitSeq(strings.ToLower(message), placeholder) {
				if text != "" {
					p.fragments = append(p.fragments, newFragment(text))
					p.length += len(text)
				}
			}
			key := p.key()
			table.keys[len(key)%len(table.keys)][key[0]] = true
			table.byWord[key] = append(table.byWord[key], len(table.all))
			table.all = append(table.all, p)
		}
	}
	return table
})

// candidates returns the indexes of the patterns whose word a text has.
func (t *patterns) candidates(text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for word := range words(text) {
			if !t.keys[len(word)%len(t.keys)][word[0]] {
				continue
			}
			for _, i := range t.byWord[word] {
				if !yield(i) {
					return
				}
			}
		}
	}
}

// frequent are words that most lines of the registry's log have.
var frequent = map[string]bool{"openshift": true, "image": true, "registry": true, "response": true, "request": true, "http": true}

// key returns the longest word of a pattern that is not frequent. It is usually the
// rarest.
func (p pattern) key() string {
	longest, first := "", ""
	for _, fragment := range p.fragments {
		for word := range words(fragment.text) {
			if len(word) > len(first) {
				first = word
			}
			if len(word) > len(longest) && !frequent[word] {
				longest = word
			}
		}
	}
	return cmp.Or(longest, first)
}

// words returns the words of a text, as isWord defines them.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for begin := 0; begin < len(text); {
			if !isWord(text[begin]) {
				begin++
				continue
			}
			end := begin + 1
			for end < len(text) && isWord(text[end]) {
				end++
			}
			if !yield(text[begin:end]) {
				return
			}
			begin = end
		}
	}
}

// find returns where the first fragment begins and the last one ends, at or after a
// position of a normalized text. The text of a placeholder is at most gap bytes long. If
// the text is truncated, it can end within a fragment.
func (p pattern) find(text string, from int, truncated bool) (begin, end int, ok bool) {
	for {
		begin, end, ok := p.findFrom(text, from, truncated)
		if ok || begin < 0 {
			return begin, end, ok
		}
		from = min(begin+1, len(text))
	}
}

// findFrom returns where the first fragment begins at or after a position, and where the
// last one ends. If the others do not follow, it returns a position after which to search
// again, which is negative if there is none.
func (p pattern) findFrom(text string, from int, truncated bool) (begin, end int, ok bool) {
	begin, at := -1, from
	for i, fragment := range p.fragments {
		n := fragment.index(text, at)
		if n < 0 && truncated {
			if n = indexEnd(text[at:], fragment.text); n >= 0 {
				n += at
			}
		}
		if n < 0 {
			return -1, 0, false // nor does it occur after a later position
		}
		if i == 1 && n-at > gap {
			return max(begin, n-gap-len(p.fragments[0].text)-1), 0, false
		}
		if i > 1 && n-at > gap {
			return begin, 0, false
		}
		if i == 0 {
			begin = n
		}
		at = min(n+len(fragment.text), len(text))
	}
	return begin, at, true
}

// index returns where a fragment begins at or after a position, or a negative number.
func (f fragment) index(text string, from int) int {
	for {
		n := indexWords(text[from:], f.text)
		if n < 0 {
			return -1
		}
		n += from
		if f.nameLength == 0 || isRegistryName(text, n+f.name, f.nameLength) && (!f.pod || isHash(segment(text[n+len(f.text):]))) {
			return n
		}
		from = n + 1
	}
}

// indexEnd returns where the beginning of a fragment, of at least the shortest
// length, ends the text.
func indexEnd(text, fragment string) int {
	for n := min(len(text), len(fragment)); n >= shortest; n-- {
		if strings.HasSuffix(text, fragment[:n]) {
			return len(text) - n
		}
	}
	return -1
}

// indexWords is strings.Index for text that neither begins nor ends within a word.
func indexWords(text, words string) int {
	for from := 0; ; {
		n := strings.Index(text[from:], words)
		if n < 0 {
			return -1
		}
		n += from
		end := n + len(words)
		if (n == 0 || !isWord(text[n-1]) || !isWord(words[0])) && (end == len(text) || !isWord(text[end]) || !isWord(words[len(words)-1])) {
			return n
		}
		from = n + 1
	}
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
