package decode

import (
	"regexp"
	"sync"
)

var patterns sync.Map // of *regexp.Regexp by their text

// Match reports whether a text matches a pattern. Each pattern is compiled only
// once because compiling takes longer than matching. A pattern that cannot be
// compiled matches every text.
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
