package artifact

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/fn/framework"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// home is the address of the repository.
const home = "https://" + module

// functions describe the function to catalogues, by the kind that configures it.
var functions = map[string]struct {
	description string
	tags        []string
}{
	v1alpha1.Kind:       {"Generates and patches the manifests that configure OpenShift's integrated image registry.", []string{"generator", "mutator"}},
	v1alpha1.PolicyKind: {"Checks the manifests of OpenShift's integrated image registry and changes none of them.", []string{"validator"}},
}

// functionDefinitions returns a KRMFunctionDefinition (kustomize's KEP 2906) for
// each kind that configures the function.
func functionDefinitions(root string) (Files, error) {
	files := Files{}
	for _, kind := range kinds {
		text, err := functionDefinition(root, kind.name, kind.typ)
		if err != nil {
			return nil, err
		}
		files["api/v1alpha1/schema/"+strings.ToLower(kind.name)+".krmfunction.yaml"] = text
	}
	return files, nil
}

func functionDefinition(root, kind string, t reflect.Type) ([]byte, error) {
	group, version, _ := strings.Cut(v1alpha1.APIVersion, "/")
	schema, err := openAPISchema(root, kind, t)
	if err != nil {
		return nil, err
	}
	text, err := yaml.Marshal(node{
		"apiVersion": framework.FunctionDefinitionGroupVersion,
		"kind":       framework.FunctionDefinitionKind,
		"metadata":   node{"name": strings.ToLower(kind) + "." + group},
		"spec": node{
			"group":       group,
			"names":       node{"kind": kind},
			"description": functions[kind].description,
			"home":        home,
			"tags":        append(functions[kind].tags, "openshift", "registry"),
			"versions": []node{{
				"name":       version,
				"idempotent": true,
				"usage":      home + "/blob/main/README.md",
				"examples":   []string{home + "/blob/main/examples/aws-s3/README.md"},
				"license":    "Apache-2.0",
				"runtime":    node{"exec": node{"path": "registry-profile"}},
				"schema":     node{"openAPIV3Schema": schema},
			}},
		},
	})
	return append([]byte("# Generated from the Go types by make generate. Do not edit.\n"), text...), err
}

// openAPISchema returns the JSON Schema of a kind in the dialect of OpenAPI 3.0.
func openAPISchema(root, kind string, t reflect.Type) (any, error) {
	text, err := jsonSchema(root, kind, t)
	if err != nil {
		return nil, err
	}
	var schema node
	if err := json.Unmarshal(text, &schema); err != nil {
		return nil, err
	}
	definitions, _ := schema["$defs"].(node)
	withoutRecursion(schema)
	delete(schema, "$defs")
	delete(schema, "$schema")
	delete(schema, "$id")
	return toOpenAPI(schema, definitions), nil
}

// withoutRecursion removes the conditions of placeholders from a schema. Their
// definitions contain themselves, and OpenAPI 3.0 has no definitions.
func withoutRecursion(schema node) {
	spec := schema["properties"].(node)["spec"].(node)
	all, _ := spec["allOf"].([]any)
	spec["allOf"] = slices.DeleteFunc(all, func(condition any) bool {
		then, _ := condition.(node)["then"].(node)
		return then["$ref"] != nil
	})
	if len(all) == 0 {
		delete(spec, "allOf")
	}
}

// toOpenAPI rewrites references, conditions, constants and lists of types, which
// OpenAPI 3.0 does not have.
func toOpenAPI(schema any, definitions node) any {
	switch s := schema.(type) {
	case bool:
		if !s {
			return node{"not": node{}}
		}
		return node{}
	case []any:
		list := make([]any, len(s))
		for i, element := range s {
			list[i] = toOpenAPI(element, definitions)
		}
		return list
	case node:
		return objectToOpenAPI(s, definitions)
	default:
		return schema
	}
}

func objectToOpenAPI(s, definitions node) any {
	if name, ok := s["$ref"].(string); ok {
		target, _ := toOpenAPI(definitions[strings.TrimPrefix(name, "#/$defs/")], definitions).(node)
		if text, ok := s["description"]; ok {
			target["description"] = text
		}
		return target
	}
	plain := node{}
	for key, value := range s {
		switch key {
		case "if", "then", "else", "propertyNames":
		case "const":
			plain["enum"] = []any{value}
		case "examples":
			plain["example"] = value.([]any)[0]
		case "default", "enum", "required", "uniqueItems":
			plain[key] = value
		case "additionalProperties":
			plain[key] = value
			if inner, ok := value.(node); ok {
				plain[key] = toOpenAPI(inner, definitions)
			}
		case "properties":
			properties := node{}
			for name, property := range value.(node) {
				properties[name] = toOpenAPI(property, definitions)
			}
			plain[key] = properties
		case "type":
			if _, several := value.([]any); !several {
				plain[key] = value
			}
		default:
			plain[key] = toOpenAPI(value, definitions)
		}
	}
	if condition, ok := s["if"]; ok {
		all, _ := plain["allOf"].([]any)
		if then, ok := s["then"]; ok {
			all = append(all, node{"anyOf": []any{node{"not": toOpenAPI(condition, definitions)}, toOpenAPI(then, definitions)}})
		}
		if otherwise, ok := s["else"]; ok {
			all = append(all, node{"anyOf": []any{toOpenAPI(condition, definitions), toOpenAPI(otherwise, definitions)}})
		}
		plain["allOf"] = all
	}
	return plain
}
