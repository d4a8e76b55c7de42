package topics

import (
	"cmp"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// Search returns the topics that match most words, the best first, and the number of
// words that they match. It omits fields of which only a field above their parent
// matches.
func Search(words ...string) (found []Topic, matched int, err error) {
	all, err := All()
	if err != nil {
		return nil, 0, err
	}
	scores, matches := map[string]int{}, map[string]int{}
	for _, t := range all {
		n, sum, best := 0, 0, 0
		for _, word := range words {
			if score := t.score(strings.ToLower(word)); score > 0 {
				n, sum, best = n+1, sum+score, max(best, score)
			}
		}
		if best > above {
			scores[t.Name], matches[t.Name] = sum, n
			matched = max(matched, n)
		}
	}
	found = slices.DeleteFunc(all, func(t Topic) bool { return matched == 0 || matches[t.Name] < matched })
	slices.SortStableFunc(found, func(a, b Topic) int {
		return cmp.Or(cmp.Compare(scores[b.Name], scores[a.Name]), cmp.Compare(kindOrder[a.Kind], kindOrder[b.Kind]),
			cmp.Compare(strings.Count(a.Name, "."), strings.Count(b.Name, ".")), strings.Compare(a.Name, b.Name))
	})
	return found, matched, nil
}

var kindOrder = map[Kind]int{Backend: 0, FieldOf: 1, Rule: 2, PageOf: 3, Message: 4}

// score returns how well a topic matches a word in lowercase; 0 if it does not.
func (t Topic) score(word string) int {
	name, title := strings.ToLower(t.Name), strings.ToLower(t.Title)
	switch {
	case word == "":
		return 0
	case t.key == word || name == word:
		return 7
	case strings.HasPrefix(t.key, word):
		return 6
	case strings.Contains(t.key, word):
		return 5
	case atWord(title, word), strings.Contains(t.parent, word):
		return 4
	case atWord(t.text, word):
		return 3
	case len(word) > 3 && (strings.Contains(title, word) || strings.Contains(t.text, word)):
		return 2
	case strings.Contains(name, word):
		return above
	}
	return 0
}

// above is the score of a field if a field above its parent matches.
const above = 1

// atWord reports whether a word of a text begins with another.
func atWord(text, word string) bool {
	for i := strings.Index(text, word); i >= 0; {
		if i == 0 || !isLetter(text[i-1]) {
			return true
		}
		next := strings.Index(text[i+1:], word)
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// Suffix returns the fields and storage types whose path ends with a path, such as
// s3.bucket.
func Suffix(path string) ([]Topic, error) {
	all, err := All()
	return slices.DeleteFunc(all, func(t Topic) bool {
		return t.Kind != FieldOf && t.Kind != Backend || !strings.HasSuffix(strings.ToLower(t.Name), "."+strings.ToLower(path))
	}), err
}

// Nearest returns the name of the field of which a text is probably a misspelling, or
// an empty text.
func Nearest(text string) (string, error) {
	all, err := All()
	if err != nil {
		return "", err
	}
	var keys []string
	for _, t := range all {
		if t.Kind == FieldOf || t.Kind == Backend {
			keys = append(keys, last(t.Name))
		}
	}
	if len(text) < 4 { // everything is similar
		return "", nil
	}
	return decode.Closest(text, keys), nil
}
