package messages

import (
	"regexp"
	"strings"
	"sync"
)

// unescape removes the escapes of quoted strings in logs, JSON and YAML.
var unescape = strings.NewReplacer(`\\\n`, " ", `\n`, " ", `\t`, " ", `\r`, " ", `\\\"`, `"`, `\\"`, `"`, `\"`, `"`, `\'`, `'`, `\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\/`, "/")

// straighten replaces what documents and chats make of quotes, and doubled quotes of
// YAML.
var straighten = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "\u00a0", " ", "''", "'")

// colours are the escape sequences of terminals, also as JSON writes them.
var colours = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(\x1b|\\u001b|\\x1b|\\033)\[[0-9;?]*[A-Za-z]`) })

// plain removes colours, escapes of quoted strings and repeated spaces.
func plain(line string) string {
	if strings.Contains(line, "\x1b") || strings.Contains(line, `\u001b`) || strings.Contains(line, `\x1b`) || strings.Contains(line, `\033`) {
		line = colours().ReplaceAllString(line, "")
	}
	if strings.Contains(line, `\`) {
		line = unescape.Replace(line)
	}
	if strings.Contains(line, "\xe2\x80") || strings.Contains(line, "\u00a0") || strings.Contains(line, "''") {
		line = straighten.Replace(line)
	}
	if strings.Contains(line, "  ") || strings.IndexByte(line, '\t') >= 0 || strings.IndexByte(line, '\r') >= 0 || strings.IndexByte(line, '\n') >= 0 {
		line = strings.Join(strings.Fields(line), " ")
	}
	return line
}

// withoutDots removes the dots of a truncated text, and reports whether there are any.
func withoutDots(text string) (string, bool) {
	text = strings.TrimRight(text, " \"'`)]}")
	for _, dots := range []string{"...", "…"} {
		if before, found := strings.CutSuffix(text, dots); found {
			return strings.TrimRight(before, " .["), true
		}
	}
	return text, false
}
