package fields

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Field is the documentation of one field of RegistryProfile.
type Field struct {
	// Path of the field; [] stands for any element of a list.
	Path    string `json:"path"`
	Type    string `json:"type"`
	Default string `json:"default,omitempty"`
	Doc     string `json:"doc"`
	// Required tells that the field must be there if what holds it is.
	Required bool `json:"required,omitempty"`
	// Since is the first release that knows the field; empty for all.
	Since string `json:"since,omitempty"`
	// Book is the section of the book that the field replaces; empty for a
	// field that the book knows nothing of.
	Book string `json:"book,omitempty"`
	// Example is a value as the struct tags write them: text as it is, all
	// else as JSON.
	Example string `json:"example,omitempty"`
}

// fields is generated from the types and their comments by make generate.
//
//go:embed fields.json
var fields []byte

var elementIndex = regexp.MustCompile(`\[[0-9]*\]`)

// All returns every field of a profile, each in front of those below it.
func All() ([]Field, error) {
	var all []Field
	err := json.Unmarshal(fields, &all)
	return all, err
}

// Describe returns the field at a path, with or without its spec. and with or
// without indexes, and the fields right below it; nothing if there is none.
func Describe(path string) ([]Field, error) {
	all, err := All()
	if err != nil {
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
	if len(found) <= 1 {
		if inner := kubernetes(path, all); len(inner) > len(found) {
			return inner, nil
		}
	}
	return found, nil
}

// Unknown says what is wrong with the path of a field that there is not, as a
// profile with that field would hear it.
func Unknown(path string) string {
	keys := strings.Split(strings.TrimPrefix(elementIndex.ReplaceAllString(path, ""), "spec."), ".")
	value := &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString}
	for i := len(keys); i > 0; i-- {
		if list, _ := Describe(strings.Join(keys[:i], ".")); len(list) > 0 && strings.HasPrefix(list[0].Type, "list") {
			value = &yaml.Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq, Content: []*yaml.Node{value}}
		}
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: keys[i-1]}
		value = &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap, Content: []*yaml.Node{key, value}}
	}
	said := "there is no such field"
	for _, err := range decode.Decode(value, &v1alpha1.Spec{}, field.NewPath("spec"), resolve.Advise) {
		if err.Type == field.ErrorTypeForbidden || err.Type == field.ErrorTypeNotSupported || err.Type == field.ErrorTypeTypeInvalid {
			said = err.Field + ": " + err.Detail
		}
	}
	return said
}
