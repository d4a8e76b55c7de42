package printable

import "strings"

// Code formats a text as a code span, which it cannot leave.
func Code(text string) string {
	text = Line(strings.Join(strings.Fields(text), " "))
	fence := strings.Repeat("`", Backticks(text)+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || text == "" {
		text = " " + text + " "
	}
	return fence + text + fence
}

// Backticks returns the length of the longest sequence of backticks.
func Backticks(text string) int {
	longest, n := 0, 0
	for _, r := range text {
		n++
		if r != '`' {
			n = 0
		}
		longest = max(longest, n)
	}
	return longest
}

// space separates a character from what follows it, without a width.
const space = "\u200b"

// markup escapes markup, HTML and mentions.
var markup = strings.NewReplacer(
	"\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "|", "\\|", "~", "\\~", "$", "\\$",
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "@", "@"+space, "#", "#"+space, "\n", " ", "\r", " ",
)

// Markdown returns a text that Markdown shows as it is, as a part of a line.
func Markdown(text string) string { return markup.Replace(Line(text)) }
