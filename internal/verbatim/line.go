package verbatim

import "bytes"

// Scanning of one line: keys, and values in each style.

func leadingSpaces(line []byte) int {
	n := 0
	for n < len(line) && line[n] == ' ' {
		n++
	}
	return n
}

// isDash reports whether a line starts with an element of a sequence.
func isDash(line []byte) bool {
	return len(line) > 0 && line[0] == '-' && (len(line) == 1 || line[1] == ' ')
}

// ends reports whether only a comment follows a value.
func ends(rest []byte) bool {
	spaces := leadingSpaces(rest)
	return spaces == len(rest) || spaces > 0 && rest[spaces] == '#'
}

// maxKey is the length of keys up to which the library searches for their colon
// (1,024), with a margin.
const maxKey = 1000

// key returns a key, without quotes, and the text after its colon.
func key(line []byte) (name, rest []byte, ok bool) {
	end := 0
	if line[0] == '"' || line[0] == '\'' {
		if end, ok = quoted(line); !ok || bytes.IndexByte(line[:end], '\\') >= 0 {
			return nil, nil, false
		}
		name = line[1 : end-1]
	} else {
		for end < len(line) && inKey[line[end]] {
			end++
		}
		name = line[:end]
	}
	if end == 0 || end > maxKey || end >= len(line) || line[end] != ':' || end+1 < len(line) && line[end+1] != ' ' {
		return nil, nil, false
	}
	return name, line[end+1:], true
}

// quoted returns the end of a quoted text on one line.
func quoted(line []byte) (int, bool) {
	quote := line[0]
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] == quote && quote == '\'' && i+1 < len(line) && line[i+1] == quote:
			i++
		case line[i] == quote:
			return i + 1, true
		case line[i] == '\\' && quote == '"':
			if i++; i == len(line) || !escapes[line[i]] {
				return 0, false
			}
		}
	}
	return 0, false
}

// plain returns plain text up to its end or to a comment. It returns false if
// the text contains a possible key.
func plain(line []byte) (text []byte, comment, ok bool) {
	text = line
	for i := 0; ; {
		at := bytes.IndexByte(text[i:], '#')
		if at < 0 {
			break
		}
		if i += at; i > 0 && text[i-1] == ' ' {
			text, comment = text[:i], true
			break
		}
		i++
	}
	text = bytes.TrimRight(text, " ")
	for i := 0; ; i++ {
		at := bytes.IndexByte(text[i:], ':')
		if at < 0 {
			return text, comment, true
		}
		if i += at; i+1 == len(text) || text[i+1] == ' ' {
			return nil, false, false
		}
	}
}

// flow returns the end of a flow list or map that is on one line and contains
// only words, quoted texts and nested flow values.
func flow(line []byte) (int, bool) { return flowAt(line, 0, 0) }

// mapOfTexts reports whether a flow value is a map that contains no other map
// or list. The value is the metadata, whose labels and annotations must be
// maps, or one of these two.
func mapOfTexts(value []byte) bool {
	return value[0] == '{' && !bytes.ContainsAny(value[1:], "{[") && !bytes.Contains(value, []byte("labels")) && !bytes.Contains(value, []byte("annotations"))
}

func flowAt(line []byte, at, depth int) (int, bool) {
	closing := line[at] + 2 // of [ and {, in ASCII
	isMap := line[at] == '{'
	for at++; depth < maxDepth; at++ {
		at += leadingSpaces(line[at:])
		if at < len(line) && line[at] == closing && line[at-1] != ',' && line[at-1] != ' ' {
			return at + 1, true
		}
		var ok bool
		begin := at
		if at, ok = flowValue(line, at, depth); ok && isMap {
			if at-begin > maxKey || at+1 >= len(line) || line[at] != ':' || line[at+1] != ' ' {
				return 0, false
			}
			at += 1 + leadingSpaces(line[at+1:])
			at, ok = flowValue(line, at, depth)
		}
		if !ok || at >= len(line) {
			return 0, false
		}
		if line[at] == closing {
			return at + 1, true
		}
		if line[at] != ',' || at+1 >= len(line) || line[at+1] != ' ' {
			return 0, false
		}
	}
	return 0, false
}

// flowValue returns the end of a value in a flow list or map.
func flowValue(line []byte, at, depth int) (int, bool) {
	if at >= len(line) {
		return 0, false
	}
	switch line[at] {
	case '"', '\'':
		n, ok := quoted(line[at:])
		return at + n, ok
	case '[', '{':
		return flowAt(line, at, depth+1)
	}
	end := at
	for end < len(line) && inWord[line[end]] {
		end++
	}
	return end, end > at && begins[line[at]]
}
