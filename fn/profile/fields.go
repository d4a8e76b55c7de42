package profile

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
)

// Field is the documentation of one field of RegistryProfile.
type Field struct {
	// Path of the field; [] stands for any element of a list.
	Path    string `json:"path"`
	Type    string `json:"type"`
	Default string `json:"default,omitempty"`
	Doc     string `json:"doc"`
}

// fields is rendered from the types and their comments by `make update`.
//
//go:embed fields.json
var fields []byte

var elementIndex = regexp.MustCompile(`\[[0-9]*\]`)

// Describe returns the field at a path, with or without its spec. and with or
// without indexes, and the fields right below it; nothing if there is none.
func Describe(path string) ([]Field, error) {
	var all []Field
	if err := json.Unmarshal(fields, &all); err != nil {
		return nil, err
	}
	path = "spec." + strings.TrimPrefix(elementIndex.ReplaceAllString(path, ""), "spec.")
	path = strings.TrimSuffix(strings.TrimSuffix(path, ".spec"), ".")
	var found []Field
	for _, f := range all {
		bare := strings.ReplaceAll(f.Path, "[]", "")
		rest, below := strings.CutPrefix(bare, path)
		if below && (rest == "" || rest[0] == '.' && strings.Count(rest, ".") == 1) {
			found = append(found, f)
		}
	}
	return found, nil
}
