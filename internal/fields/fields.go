package fields

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Field is the documentation of one field of RegistryProfile.
type Field struct {
	// Path of the field; [] denotes any element of a list.
	Path    string `json:"path"`
	Type    string `json:"type"`
	Default string `json:"default,omitempty"`
	Doc     string `json:"doc"`
	// Required fields must be set if their parent is set.
	Required bool `json:"required,omitempty"`
	// Since is the first release that supports the field; empty for all releases.
	Since string `json:"since,omitempty"`
	// Book is the section of the OpenShift 4.14 registry documentation that the
	// field replaces; empty if no section applies.
	Book string `json:"book,omitempty"`
	// Example is a value as in the struct tags: strings without quotes, all other
	// types as JSON.
	Example string `json:"example,omitempty"`
}

// fields is generated from the types and their comments by `make generate`.
//
//go:embed fields.json
var fields []byte

var elementIndex = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[[0-9]*\]`) })

// All returns all fields of a profile. Each field precedes the fields below it.
func All() ([]Field, error) {
	var all []Field
	err := json.Unmarshal(fields, &all)
	return all, err
}

// Describe returns the field at a path and its direct children, or an empty
// list if the field does not exist. The prefix spec. and indexes are optional.
func Describe(path string) ([]Field, error) {
	all, err := All()
	if err != nil {
		return nil, err
	}
	path = "spec." + strings.TrimPrefix(elementIndex().ReplaceAllString(path, ""), "spec.")
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

// Unknown returns the error message for a path that does not exist. It is the
// error that a profile with that field would cause.
func Unknown(path string) string {
	keys := strings.Split(strings.TrimPrefix(elementIndex().ReplaceAllString(path, ""), "spec."), ".")
	value := &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString}
	for i := len(keys); i > 0; i-- {
		if list, _ := Describe(strings.Join(keys[:i], ".")); len(list) > 0 && strings.HasPrefix(list[0].Type, "list") {
			value = &yaml.Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq, Content: []*yaml.Node{value}}
		}
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: keys[i-1]}
		value = &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap, Content: []*yaml.Node{key, value}}
	}
	message := "unknown field"
	for _, err := range decode.Decode(value, &v1alpha1.Spec{}, field.NewPath("spec"), resolve.Advise) {
		if err.Type == field.ErrorTypeForbidden || err.Type == field.ErrorTypeNotSupported || err.Type == field.ErrorTypeTypeInvalid {
			message = err.Field + ": " + err.Detail
		}
	}
	return message
}
