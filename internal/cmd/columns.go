package cmd

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	// pageWidth is the width of text that is not written to a terminal, and minWidth
	// that of the narrowest terminal for which columns are wrapped.
	pageWidth, minWidth = 100, 60
	indent              = "  "
	gap                 = "  "
)

// writeRows writes rows of three columns that fit a width; 0 is that of a page. Long
// cells are wrapped. A first cell that is too long for its column is a line of its
// own.
func writeRows(w io.Writer, rows [][3]string, width int) error {
	if width == 0 {
		width = pageWidth
	}
	widths := columnWidths(rows, max(width, minWidth)-len(indent)-2*len(gap))
	for _, row := range rows {
		cells := [3][]string{{row[0]}, wrap(row[1], widths[1]), wrap(row[2], widths[2])}
		if utf8.RuneCountInString(row[0]) > widths[0] {
			for _, line := range wrap(row[0], max(width, minWidth)-len(indent)) {
				if _, err := fmt.Fprintln(w, indent+line); err != nil {
					return err
				}
			}
			cells[0] = nil
		}
		for i := range max(len(cells[0]), len(cells[1]), len(cells[2])) {
			line := indent
			for c, lines := range cells {
				cell := ""
				if i < len(lines) {
					cell = lines[i]
				}
				line += fmt.Sprintf("%-*s", widths[c], cell)
				if c < 2 {
					line += gap
				}
			}
			if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// columnWidths returns the widths of three columns that need at most room columns
// together. The first one needs at most two fifths, and the last one at least as many
// if its cells are as long.
func columnWidths(rows [][3]string, room int) (widths [3]int) {
	for _, row := range rows {
		for c, cell := range row {
			widths[c] = max(widths[c], utf8.RuneCountInString(cell))
		}
	}
	if widths[0]+widths[1]+widths[2] > room {
		longest := room * 2 / 5
		widths[0] = 0
		for _, row := range rows {
			if n := utf8.RuneCountInString(row[0]); n <= longest {
				widths[0] = max(widths[0], n)
			}
		}
		widths[0] = max(widths[0], min(20, longest))
		widths[1] = min(widths[1], room-widths[0]-min(widths[2], room*2/5))
		widths[2] = min(widths[2], room-widths[0]-widths[1])
	}
	return widths
}

// wrap returns the lines of a text: broken at spaces, behind commas and before the
// values of JSON; words that are longer than a line are broken at punctuation, or
// anywhere.
func wrap(text string, width int) []string {
	var lines []string
	rest := []rune(text)
	for len(rest) > width {
		end := lastBreak(rest, width)
		lines = append(lines, strings.TrimRight(string(rest[:end]), " "))
		rest = []rune(strings.TrimLeft(string(rest[end:]), " "))
	}
	return append(lines, string(rest))
}

// lastBreak returns the length of the first line of a text that is longer than a line.
func lastBreak(text []rune, width int) int {
	for i := width; i > 0; i-- {
		if text[i] == ' ' || text[i-1] == ',' || text[i-1] == ':' && text[i] == '"' {
			return i
		}
	}
	for i := width; i > width/2; i-- {
		if strings.ContainsRune("./-", text[i-1]) {
			return i
		}
	}
	return width
}
