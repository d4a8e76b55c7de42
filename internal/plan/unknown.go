package plan

import (
	"slices"

	"github.com/registry-profile/registry-profile/internal/placeholder"
)

// unknownValue is added to the text of an effect on a value with a placeholder.
const unknownValue = ". A tool replaces the placeholder before the apply, so the value on the cluster is unknown, and may not change"

// isUnknown reports whether a value contains a placeholder.
func isUnknown(value any) bool {
	switch v := value.(type) {
	case string:
		return placeholder.In(v)
	case []any:
		return slices.ContainsFunc(v, isUnknown)
	case map[string]any:
		for _, item := range v {
			if isUnknown(item) {
				return true
			}
		}
	}
	return false
}
