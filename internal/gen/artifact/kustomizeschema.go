package artifact

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
)

// kustomizeSchema returns the OpenAPI document that lets kustomize merge the
// lists of a profile by their keys instead of replacing them.
func kustomizeSchema(string) (Files, error) {
	definition := mergeKeys(reflect.TypeFor[v1alpha1.RegistryProfile]())
	group, version, _ := strings.Cut(v1alpha1.APIVersion, "/")
	definition["x-kubernetes-group-version-kind"] = []node{{"group": group, "version": version, "kind": v1alpha1.Kind}}
	text, err := json.MarshalIndent(node{"definitions": node{"dev.registryprofile.v1alpha1.RegistryProfile": definition}}, "", "  ")
	return Files{"api/v1alpha1/schema/openapi.json": append(text, '\n')}, err
}

// mergeKeys returns the schema of a type, reduced to the lists with keys.
func mergeKeys(t reflect.Type) node {
	properties := node{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, inner := decode.JSONName(f), f.Type
		for inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case name == "" || decode.Kubernetes(inner):
		case f.Tag.Get("mergeKey") != "":
			properties[name] = node{
				"type": "array", "items": node{"type": "object"},
				"x-kubernetes-patch-merge-key": f.Tag.Get("mergeKey"), "x-kubernetes-patch-strategy": "merge",
			}
		case inner.Kind() == reflect.Struct:
			if below := mergeKeys(inner); len(below["properties"].(node)) > 0 {
				properties[name] = below
			}
		}
	}
	return node{"type": "object", "properties": properties}
}
