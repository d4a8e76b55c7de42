package decode

import (
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"k8s.io/apimachinery/pkg/api/resource"
)

// shortForms are the usual short forms of values, in lowercase.
var shortForms = map[string]string{
	"rwo": "ReadWriteOnce", "rwop": "ReadWriteOncePod", "rwx": "ReadWriteMany", "rox": "ReadOnlyMany",
	"vmware": "VSphere", "vcenter": "VSphere", "google": "GCP", "amazon": "AWS", "ibm": "IBMCloud", "metal": "BareMetal", "rhv": "oVirt",
}

// ClosestValue returns the supported value of which a text is probably a short form
// or a misspelling, or the empty string.
func ClosestValue(value string, values []string) string {
	if long := shortForms[strings.ToLower(value)]; slices.Contains(values, long) {
		return long
	}
	return Closest(value, values)
}

// Closest returns the name of which word is probably a misspelling, an abbreviation
// or an extension, such as hostname for host and bucket for bucketName. It is the
// empty string if there is none.
func Closest(word string, names []string) string {
	lower := strings.ToLower(word)
	longest := ""
	for _, name := range names {
		if len(word) > 3 && strings.HasPrefix(strings.ToLower(name), lower) {
			return name
		}
		if len(name) > max(3, len(longest)) && extends(word, name) {
			longest = name
		}
	}
	if longest != "" {
		return longest
	}
	best, distance := "", max(1, len(word)/3)+1
	for _, name := range names {
		if d := edits(lower, strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	return best
}

// extends reports whether a word consists of a name and further words in camel case.
func extends(word, name string) bool {
	return len(word) > len(name) && strings.EqualFold(word[:len(name)], name) && word[len(name)] >= 'A' && word[len(name)] <= 'Z'
}

// shortWord is the maximum length of a word whose first letter must be right: short
// names such as aws and gcs differ in few letters.
const shortWord = 4

// edits returns the number of letters to insert, remove or replace, where two
// exchanged letters count as one. It is large for short words of which nothing else
// is certain.
func edits(word, name string) int {
	if word == "" || name == "" || len(word) <= shortWord && word[0] != name[0] {
		return len(word) + len(name)
	}
	if len(word) == len(name) {
		i := 0
		for i < len(word) && word[i] == name[i] {
			i++
		}
		if i+1 < len(word) && word[i] == name[i+1] && word[i+1] == name[i] && word[i+2:] == name[i+2:] {
			return 1
		}
	}
	return levenshtein.ComputeDistance(word, name)
}

// closestQuantity returns the quantity of which a text is probably a misspelling,
// or the empty string. Disks and memory have binary units.
func closestQuantity(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	digits := strings.TrimRightFunc(text, unicode.IsLetter)
	unit := strings.TrimSuffix(strings.ToLower(text[len(digits):]), "b")
	unit = strings.TrimSuffix(strings.TrimSuffix(unit, "byte"), "i")
	if len(unit) != 1 || !strings.Contains("kmgtpe", unit) {
		return ""
	}
	guess := digits + strings.ToUpper(unit) + "i"
	if _, err := resource.ParseQuantity(guess); err != nil {
		return ""
	}
	return guess
}

// closestBoolean returns the boolean that a text probably means, or the empty
// string.
func closestBoolean(text string) string {
	switch strings.ToLower(text) {
	case "true", "yes", "y", "on", "1", "enabled":
		return "true"
	case "false", "no", "n", "off", "0", "disabled":
		return "false"
	}
	return ""
}
