package resolve

import (
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// checkImageConfig returns an error if the profile both sets image.config and
// leaves it to another owner, and for each repeated entry of the list that the
// API server treats as a set.
func (p *Profile) checkImageConfig() field.ErrorList {
	config := p.Spec.ImageConfig
	if config == nil {
		return nil
	}
	path := field.NewPath("spec", "imageConfig")
	var errs field.ErrorList
	if t := p.Spec.Trust.Registries; t != nil && t.ImageConfig == "Ignore" {
		errs = append(errs, field.Forbidden(path, "spec.trust.registries.imageConfig is Ignore: another owner sets image.config; remove spec.imageConfig, or set spec.trust.registries.imageConfig to Patch"))
	}
	if config.RegistrySources == nil {
		return errs
	}
	list := config.RegistrySources.ContainerRuntimeSearchRegistries
	for i, entry := range list {
		if slices.Contains(list[:i], entry) {
			errs = append(errs, field.Duplicate(path.Child("registrySources", "containerRuntimeSearchRegistries").Index(i), entry))
		}
	}
	return errs
}
