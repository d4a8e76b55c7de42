package credential

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

const (
	// minEncoded is the length of the shortest credential in base64.
	minEncoded = 24
	// minLine is the length of the shortest line of base64 in several lines.
	minLine = 48
	// maxDepth is how often a credential can be encoded: a Secret in base64 contains a
	// login in base64.
	maxDepth = 2
)

// eachEncoded calls a function with each part of a text that is a credential in base64.
func eachEncoded(text string, depth int, call func(what string, start, end int) bool) {
	if depth == maxDepth {
		return
	}
	for start := 0; start < len(text); start++ {
		ends := encodedEnds(text, start)
		first, last := ends[0], ends[len(ends)-1]
		if first-start < minEncoded {
			start = max(start, first-1)
			continue
		}
		// A word on the line after the text looks like its last line.
		for _, end := range []int{last, ends[max(0, len(ends)-2)], first} {
			what := ""
			if decoded, isText := decode(text[start:end]); isText {
				each(decoded, depth+1, func(inner string, _, _ int) bool {
					what = inner
					return false
				})
			}
			if what != "" && !call(strings.TrimSuffix(what, inBase64)+inBase64, start, end) {
				return
			}
			if what != "" {
				first = end
				break
			}
		}
		start = first - 1
	}
}

const inBase64 = " in base64"

// encodedEnds returns the ends of the lines of a text in base64 that starts at an index.
// There is one line unless the first one is long.
func encodedEnds(text string, start int) []int {
	var ends []int
	for {
		end := start
		for end < len(text) && isEncoded(text[end]) {
			end++
		}
		long := end-start >= minLine
		for n := 0; n < 2 && end < len(text) && text[end] == '='; n++ {
			end++
			long = false
		}
		ends = append(ends, end)
		next, broken := strings.CutPrefix(strings.TrimLeft(text[end:], " \t\r"), "\n")
		next = strings.TrimLeft(next, " \t")
		if !long || !broken || next == "" || !isEncoded(next[0]) {
			return ends
		}
		start = len(text) - len(next)
	}
}

func isEncoded(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

// decode returns what a text in base64 contains, and whether that is text.
func decode(text string) (string, bool) {
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Join(strings.Fields(text), ""), "="))
	return string(decoded), err == nil && utf8.Valid(decoded)
}
