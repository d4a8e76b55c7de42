package verbatim

import (
	"encoding/binary"
	"unicode/utf8"
)

// printable reports whether a line contains only characters that YAML allows,
// without tabs and unusual line breaks.
func printable(line []byte) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	rest := line
	for ; len(rest) >= 8; rest = rest[8:] {
		x := binary.LittleEndian.Uint64(rest)
		del := x ^ ones*0x7f
		if (x|(x-ones*0x20)&^x|(del-ones)&^del)&high != 0 {
			return printableRunes(line)
		}
	}
	for _, b := range rest {
		if b < 0x20 || b >= 0x7f {
			return printableRunes(line)
		}
	}
	return true
}

func printableRunes(line []byte) bool {
	for len(line) > 0 {
		r, n := utf8.DecodeRune(line)
		switch {
		case r == utf8.RuneError && n == 1, r < 0x20, r >= 0x7f && r < 0xa0,
			r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
			return false
		}
		line = line[n:]
	}
	return true
}

// Classes of characters.
var (
	// starts plain text.
	begins = set("_./$+~()<=^;\\", true)
	// occur in plain keys.
	inKey = set("_./$-", true)
	// occur in words between brackets.
	inWord = set("_./$-+%@~", false)
	// escapes are the letters after a backslash that are kept unchanged.
	escapes = [256]bool{'"': true, '\\': true, 'n': true, 't': true, 'r': true}
)

// set contains letters, digits and the characters in more.
func set(more string, beyondASCII bool) (s [256]bool) {
	for c := range s {
		s[c] = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || beyondASCII && c >= 0x80
	}
	for _, c := range more {
		s[c] = true
	}
	return s
}
