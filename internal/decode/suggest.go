package decode

import (
	"slices"
	"strings"
	"unicode"

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
