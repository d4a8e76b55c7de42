package artifact

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// node is a part of a JSON Schema.
type node = map[string]any

// jsonSchemas returns the JSON Schemas (draft 2020-12) of the kinds, from the
// types, their tags and their comments.
func jsonSchemas(root string) (Files, error) {
	files := Files{}
	for _, kind := range kinds {
		text, err := jsonSchema(root, kind.name, kind.typ)
		if err != nil {
			return nil, err
		}
		files["api/v1alpha1/schema/"+strings.ToLower(kind.name)+".json"] = text
	}
	return files, nil
}

func jsonSchema(root, kind string, t reflect.Type) ([]byte, error) {
	s := schemas{comments: newComments(root), definitions: node{}, replaced: kind == v1alpha1.Kind}
	schema, err := s.document(kind, t)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(schema, "", "  ")
	return append(text, '\n'), err
}

// document returns the schema of a kind.
func (s *schemas) document(kind string, t reflect.Type) (node, error) {
	spec, _ := t.FieldByName("Spec")
	root := s.object(spec.Type, nil)
	root["description"] = s.comment(t, "Spec")
	required := []string{"apiVersion", "kind", "metadata"}
	if spec.Tag.Get("required") == "true" {
		required = append(required, "spec")
	}
	if kind == v1alpha1.Kind {
		refine(root)
		root["allOf"] = append(s.later, s.placeholders()...)
	}
	return node{
		"$defs":                s.definitions,
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"$id":                  "https://" + v1alpha1.Group + "/schema/" + strings.ToLower(kind) + ".json",
		"title":                kind,
		"type":                 "object",
		"required":             required,
		"additionalProperties": false,
		"properties": node{
			"apiVersion": node{"const": v1alpha1.APIVersion},
			"kind":       node{"const": kind},
			"metadata": node{
				"type": "object", "required": []string{"name"}, "additionalProperties": false,
				"properties": node{
					"name":        s.text(`required:"true" known:"true" format:"dns-subdomain"`),
					"namespace":   node{"type": "string"},
					"labels":      node{"type": "object", "additionalProperties": node{"type": "string"}},
					"annotations": node{"type": "object", "additionalProperties": node{"type": "string"}},
				},
			},
			"spec": root,
		},
	}, s.err
}

// refine adds the constraints of a profile that Go types cannot express.
func refine(spec node) {
	at := func(path ...string) node {
		n := spec
		for _, name := range path {
			n = n["properties"].(node)[name].(node)
		}
		return n
	}
	cluster := at("openshift")
	version := cluster["properties"].(node)["version"].(node)
	version["pattern"] = `^[0-9]+\.[0-9]+(\.[0-9]+)?$`
	version["not"] = node{"pattern": `^(` + older(openshift.FirstRelease) + `)(\.|$)`} // a newer one is valid
	cluster["properties"].(node)["platform"].(node)["enum"] = openshift.PlatformNames()

	var types []string
	for _, c := range storage.All() {
		types = append(types, c.Key)
	}
	exactlyOne(at("storage"), types)
	// Or only Unmanaged, without a storage type.
	protected := node{"required": []string{"managementState"}, "maxProperties": 1, "properties": node{"managementState": node{"const": openshift.Unmanaged}}}
	at("storage")["oneOf"] = append(at("storage")["oneOf"].([]node), protected)
	exactlyOne(at("credentials"), []string{"externalSecret", "objectBucketClaim", "existingSecret"})
	custom := node{"required": []string{"spread"}, "properties": node{"spread": node{"const": v1alpha1.SpreadCustom}}}
	constraints := node{"required": []string{"topologySpreadConstraints"}}
	other := node{"if": node{"required": []string{"spread"}}, "then": node{"not": constraints}}
	at("registry")["if"], at("registry")["then"], at("registry")["else"] = custom, constraints, other

	// Two owners of image.config.
	ignored := node{"required": []string{"imageConfig"}, "properties": node{"imageConfig": node{"const": "Ignore"}}}
	spec["not"] = node{
		"required":   []string{"imageConfig", "trust"},
		"properties": node{"trust": node{"required": []string{"registries"}, "properties": node{"registries": ignored}}},
	}
	at("imageConfig", "registrySources", "containerRuntimeSearchRegistries")["uniqueItems"] = true

	entry := at("access")["items"].(node)
	entry["properties"].(node)["namespaces"].(node)["minItems"] = 1
	var namespaced []string
	for _, r := range openshift.ImageRoles {
		if r.Namespaced {
			namespaced = append(namespaced, r.Name)
		}
	}
	entry["if"] = node{"properties": node{"role": node{"enum": namespaced}}}
	entry["then"] = node{"required": []string{"namespaces"}}
	affinity := exclusive("antiAffinity", "affinity", node{})
	for object, more := range map[string][]node{"registry": {affinity}, "imagePruner": nil} {
		at(object)["allOf"] = append([]node{
			exclusive("placement", "nodeSelector", node{"minProperties": 1}),
			exclusive("placement", "tolerations", node{"minItems": 1}),
		}, more...)
	}
}

// exclusive forbids a property together with another one that is not empty.
func exclusive(name, other string, set node) node {
	return node{"not": node{"required": []string{name, other}, "properties": node{other: set}}}
}

// older returns a pattern that matches all releases before one.
func older(first openshift.Release) string {
	var majors, minors []string
	for major := range first.Major {
		majors = append(majors, fmt.Sprint(major))
	}
	for minor := range first.Minor {
		minors = append(minors, fmt.Sprint(minor))
	}
	return fmt.Sprintf(`0*(%s)\.[0-9]+|0*%d\.0*(%s)`, strings.Join(majors, "|"), first.Major, strings.Join(minors, "|"))
}

// exactlyOne requires one of some properties.
func exactlyOne(n node, names []string) {
	var choices []node
	for _, name := range names {
		choices = append(choices, node{"required": []string{name}})
	}
	n["oneOf"] = choices
}
