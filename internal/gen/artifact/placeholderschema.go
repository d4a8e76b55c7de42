package artifact

import (
	"strings"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/placeholder"
)

// placeholderDefinition is the name of the definition of a text with a placeholder,
// which is the alternative of each text with a pattern.
const placeholderDefinition = "placeholder"

// placeholders defines the texts with placeholders, and returns the conditions that
// forbid them, also below the fields that the schema does not know, unless
// spec.delivery.placeholders names their tool.
func (s *schemas) placeholders() []node {
	var patterns []string
	var conditions []node
	at := strings.Split(decode.PlaceholdersPath, ".")[1:]
	for _, tool := range placeholder.Tools {
		patterns = append(patterns, placeholder.Pattern(tool))
		without := "without" + tool
		below := node{"$ref": "#/$defs/" + without}
		s.definitions[without] = node{
			"description": "No value below contains a placeholder of " + tool + ".",
			"if":          node{"type": "string"}, "then": node{"not": node{"pattern": placeholder.Pattern(tool)}},
			"items": below, "additionalProperties": below,
		}
		set := node{"const": tool}
		for i := len(at) - 1; i >= 0; i-- {
			set = node{"required": []string{at[i]}, "properties": node{at[i]: set}}
		}
		conditions = append(conditions, node{"if": node{"not": set}, "then": below})
	}
	s.definitions[placeholderDefinition] = node{
		"description": "A text that the tool of " + decode.PlaceholdersPath + " completes.",
		"pattern":     strings.Join(patterns, "|"),
	}
	return conditions
}
