package messages

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Nearest returns up to three entries that share rare words with a text, the
// nearest first. It is for a text without a match.
func Nearest(text string) []Entry {
	if len(text) > chunk {
		text = text[:chunk]
	}
	asked := wordsOf(text)
	entries := All()
	words := make([]map[string]bool, len(entries))
	frequency := map[string]int{}
	for i, e := range entries {
		words[i] = wordsOf(strings.Join(append([]string{e.Meaning, e.Remedy, e.Reason, e.Condition}, e.Messages...), " "))
		for word := range words[i] {
			frequency[word]++
		}
	}
	type scored struct {
		entry Entry
		score float64
	}
	var near []scored
	for i, e := range entries {
		score := 0.0
		for word := range asked {
			if words[i][word] {
				score += math.Log(float64(len(entries)) / float64(frequency[word]))
			}
		}
		if score > math.Log(float64(len(entries))/10) {
			near = append(near, scored{e, score})
		}
	}
	slices.SortStableFunc(near, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var found []Entry
	for _, n := range near[:min(3, len(near))] {
		found = append(found, n.entry)
	}
	return found
}

func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(word) > 2 {
			words[word] = true
		}
	}
	return words
}
