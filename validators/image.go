package validators

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var conflictingRegistrySources = Rule{
	ID: "IM001", Severity: Error,
	Title:  "both allowed and blocked registries",
	Why:    "From 4.18, the API server rejects an image.config with both; before, the machine-config operator turns Degraded.",
	Remedy: "Keep allowedRegistries or blockedRegistries.",
	Source: "operator", byPresence: true,
	check: func(p input) []v1alpha1.Diagnostic {
		config := p.Spec.ImageConfig
		if config == nil || config.RegistrySources == nil || len(config.RegistrySources.AllowedRegistries) == 0 || len(config.RegistrySources.BlockedRegistries) == 0 {
			return nil
		}
		return at(spec.Child("imageConfig", "registrySources"), nil)
	},
	checkItems: forEach(openshift.Image, func(_ input, image item) []v1alpha1.Diagnostic {
		if !image.has("spec", "registrySources", "allowedRegistries") || !image.has("spec", "registrySources", "blockedRegistries") {
			return nil
		}
		return image.at("spec.registrySources", nil)
	}),
}

var replacedTrustedCA = Rule{
	ID: "CA010", Severity: Warning,
	Title:  "two ConfigMaps for additionalTrustedCA",
	Why:    "The image.config of a cluster refers to one ConfigMap only: the nodes lose the CAs of the other one, and no longer pull from its registries, such as the mirror of a disconnected cluster.",
	Remedy: "Put all CAs into one ConfigMap, and refer to it everywhere.",
	Source: "2.7",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		first := ""
		if in.Profile != nil {
			if t := in.Spec.Trust.Registries; t != nil && t.ImageConfig == "Patch" {
				first = t.ConfigMapName
			}
		}
		var found []v1alpha1.Diagnostic
		for _, image := range in.ofKind(openshift.Image) {
			name := image.text("spec", "additionalTrustedCA", "name")
			switch {
			case name == "":
			case first == "":
				first = name
			case name != first && !image.managedByFunction():
				f := image.at("spec.additionalTrustedCA.name", name)
				f[0].Detail = "the other one is " + first
				found = append(found, f...)
			}
		}
		return found
	},
}
