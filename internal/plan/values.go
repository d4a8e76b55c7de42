package plan

import "strings"

const (
	// valueLimit is the number of characters of a value that is not shown in full.
	valueLimit = 200
	// valueContext is the number of characters before the first difference of two long
	// values.
	valueContext = 40
)

// values returns the values of an effect, or those of one cluster in a group; empty
// if it has none.
func values(old, now any, verbose bool, format func(string) string) string {
	shorten := brief
	if verbose {
		shorten = func(text string) string { return text }
	}
	switch {
	case old != nil && now != nil && onlySpace(old, now):
		return format(shorten(show(old))) + " → " + format(shorten(show(now))) + " (they differ only in white space)"
	case old != nil && now != nil:
		a, b := show(old), show(now)
		if from := difference(a, b); brief(a) == brief(b) && !verbose && a != b {
			a, b = "…"+string([]rune(a)[from:]), "…"+string([]rune(b)[from:])
		}
		return format(shorten(a)) + " → " + format(shorten(b))
	case now != nil:
		return format(shorten(show(now)))
	}
	return ""
}

// brief cuts a long text.
func brief(text string) string {
	if runes := []rune(text); len(runes) > valueLimit {
		return string(runes[:valueLimit]) + "…"
	}
	return text
}

// difference returns the number of characters to omit from two texts to show where
// they differ.
func difference(a, b string) int {
	x, y := []rune(a), []rune(b)
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	return max(0, i-valueContext)
}

// onlySpace reports whether two different texts differ only in white space.
func onlySpace(a, b any) bool {
	x, isText := a.(string)
	y, areTexts := b.(string)
	return isText && areTexts && x != y && strings.Join(strings.Fields(x), "") == strings.Join(strings.Fields(y), "")
}
