package profile

import (
	"embed"
	"strings"
)

// schemas are generated from the types and their comments by make generate.
//
//go:embed schema/registryprofile.json schema/registrypolicy.json
var schemas embed.FS

//go:embed schema/openapi.json
var openAPI []byte

// OpenAPI returns what kustomize must know to merge the lists of profiles.
func OpenAPI() []byte { return openAPI }

// Schema returns the JSON Schema (draft 2020-12) of one of our kinds, and false
// for another kind.
func Schema(kind string) ([]byte, bool) {
	text, err := schemas.ReadFile("schema/" + strings.ToLower(kind) + ".json")
	return text, err == nil
}
