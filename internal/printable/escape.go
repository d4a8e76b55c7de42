package printable

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Line returns a text as a part of a line: it escapes line breaks, tabs, and what Text
// escapes, except for colons, which only matter at the start of a line.
func Line(text string) string { return escaped(text, escaper{oneLine: true}) }

// Text escapes control characters, characters that have no width or change the
// direction of text, bytes that are not UTF-8, and commands of CI systems. It keeps line
// breaks and tabs.
func Text(text string) string { return escaped(text, escaper{}) }

// JSON escapes the same in a JSON document. The values of its strings remain the same.
func JSON(document string) string { return escaped(document, escaper{json: true}) }

func escaped(text string, e escaper) string {
	if !e.concerns(text) {
		return text
	}
	return string(e.append(make([]byte, 0, len(text)+16), text))
}

// escaper escapes a text in pieces. It recognizes the commands that CI systems read from
// logs: "::command::" at the start of a line (GitHub), and "##[command]",
// "##vso[command]" and "##teamcity[command]" anywhere (GitHub, Azure Pipelines,
// TeamCity). The sections of GitLab need control characters.
type escaper struct {
	// oneLine escapes line breaks and tabs, too, and json uses the escapes of JSON.
	oneLine, json bool
	// colors are the control sequences that remain.
	colors []string

	begun  bool // the line has text
	colon  bool // the line starts with a colon
	hashes int  // number of # before the next character
	marker bool // letters after ## precede the next character
}

// concerns reports whether a text may have to be escaped.
func (e *escaper) concerns(text string) bool {
	return strings.Contains(text, "::") || strings.Contains(text, "##") || !utf8.ValidString(text) ||
		strings.ContainsFunc(text, func(r rune) bool { return !e.keeps(r) })
}

// keeps reports whether a character is not escaped wherever it occurs.
func (e *escaper) keeps(r rune) bool {
	if r == '\n' || r == '\t' {
		return !e.oneLine
	}
	return unicode.IsPrint(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// append appends the escaped text.
func (e *escaper) append(out []byte, text string) []byte {
	for len(text) > 0 {
		if color := e.color(text); color != "" {
			out, text = append(out, color...), text[len(color):]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		switch invalid := r == utf8.RuneError && size == 1; {
		case invalid && e.json:
			out = append(out, `\ufffd`...)
		case invalid:
			out = fmt.Appendf(out, `\x%02x`, text[0])
		case !e.keeps(r) || e.command(r):
			out = e.escape(out, r)
		default:
			out = append(out, text[:size]...)
		}
		e.advance(r)
		text = text[size:]
	}
	return out
}

func (e *escaper) color(text string) string {
	for _, color := range e.colors {
		if strings.HasPrefix(text, color) {
			return color
		}
	}
	return ""
}

// command reports whether a character completes the start of a command.
func (e *escaper) command(r rune) bool {
	return r == ':' && e.colon && !e.begun && !e.json && !e.oneLine || r == '[' && (e.hashes >= 2 || e.marker)
}

// advance records a character.
func (e *escaper) advance(r rune) {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	e.marker = letter && (e.marker || e.hashes >= 2)
	if r == '#' {
		e.hashes++
	} else {
		e.hashes = 0
	}
	switch {
	case r == '\n':
		e.begun, e.colon = false, false
	case e.begun:
	case r == ':' && !e.colon:
		e.colon = true
	case r != ' ' && r != '\t' || e.colon:
		e.begun = true
	}
}

// escape appends a character as an escape sequence of Go, or of JSON.
func (e *escaper) escape(out []byte, r rune) []byte {
	high, low := utf16.EncodeRune(r)
	switch {
	case e.json && high != unicode.ReplacementChar:
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	case e.json:
		return fmt.Appendf(out, `\u%04x`, r)
	case unicode.IsPrint(r) && r < utf8.RuneSelf:
		return fmt.Appendf(out, `\x%02x`, r)
	}
	quoted := strconv.QuoteRuneToASCII(r)
	return append(out, quoted[1:len(quoted)-1]...)
}
