package desired

import "github.com/registry-profile/registry-profile/internal/resolve"

// ImageConfigFields are the paths of the fields of spec.imageConfig. They are the
// same in the spec of image.config.
var ImageConfigFields = []string{
	"registrySources.allowedRegistries",
	"registrySources.blockedRegistries",
	"registrySources.insecureRegistries",
	"registrySources.containerRuntimeSearchRegistries",
	"allowedRegistriesForImport",
	"externalRegistryHostnames",
	"imageStreamImportMode",
}

// newImageConfig decides the fields of image.config that the profile sets. An
// empty list is the same as none: all fields that it does not set remain with
// their owners.
func newImageConfig(p *resolve.Profile) []DecidedField {
	var fields []DecidedField
	for _, path := range ImageConfigFields {
		if value := (ConfigField{Profile: "imageConfig." + path}).decide(p); value.Set {
			fields = append(fields, DecidedField{path, value})
		}
	}
	return fields
}
