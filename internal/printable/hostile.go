package printable

import (
	"regexp"
	"sync"
)

// Hostile are texts for tests of writers: what a terminal, a CI system, Markdown, HTML,
// Mermaid or a shell interprets.
var Hostile = []string{
	"a\n::error file=x::owned", "\x1b[2J\x1b]0;title\a", "a\r\x1b[0Ksection_start:1:owned\r\x1b[0K", "\u009b2J\u0085::warning::x",
	"\u202ecod.exe\u2066\u200b", "##[set-output name=a]b ##vso[task.setvariable]", "</script><script>alert(1)</script>",
	"<img src=x onerror=alert(1)>", "a | b\n\n# owned\n- [x](javascript:y) ![z](https://example.com)", "```\nowned\n``` `code` **b** _i_ @user",
	`"]; click n1 "javascript:x" %%{init}%%` + "\n  end", `'; rm -rf / #"$(id)` + "`id`", "a\u2028owned: true # {b: c}", "\xff\x9b2J",
}

// interpreted matches what a CI system reads from the log of a job, and what a terminal
// interprets.
var interpreted = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^[ \t]*::[^\n]*|##[A-Za-z]*\[|[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}]`)
})

// Interpreted returns the parts of a text that a terminal or a CI system interprets, for
// tests of writers.
func Interpreted(text string) []string { return interpreted().FindAllString(text, -1) }
