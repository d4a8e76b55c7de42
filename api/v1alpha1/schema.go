package v1alpha1

import (
	"embed"
	"strings"
)

// schemas are generated from the types and their comments by `make generate`.
//
//go:embed schema/registryprofile.json schema/registrypolicy.json
var schemas embed.FS

//go:embed schema/openapi.json
var openAPI []byte

// OpenAPI returns the OpenAPI document that kustomize needs to merge the lists
// of profiles.
func OpenAPI() []byte { return openAPI }

// Schema returns the JSON Schema (draft 2020-12) of RegistryProfile or
// RegistryPolicy, and false for any other kind.
func Schema(kind string) ([]byte, bool) {
	text, err := schemas.ReadFile("schema/" + strings.ToLower(kind) + ".json")
	return text, err == nil
}
