package decode

import (
	"regexp"
	"sync"
)

var patterns sync.Map // of *regexp.Regexp by their text

// Match reports whether a text matches a pattern. Patterns are compiled once,
// which takes longer than any match. One that cannot be compiled matches all.
func Match(pattern, text string) bool {
	compiled, ok := patterns.Load(pattern)
	if !ok {
		re, err := regexp.Compile(pattern)
		if err != nil {
			return true
		}
		compiled, _ = patterns.LoadOrStore(pattern, re)
	}
	return compiled.(*regexp.Regexp).MatchString(text)
}
