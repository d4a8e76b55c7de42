package validators

import (
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var conflictingRegistrySources = Rule{
	ID: "IM001", Severity: Error,
	Title:  "both allowed and blocked registries",
	Why:    "From 4.18, the API server rejects an image.config with both; before, the machine-config operator turns Degraded.",
	Remedy: "Keep allowedRegistries or blockedRegistries.",
	Source: "operator", byPresence: true,
	checkItems: forEach(openshift.Image, func(_ input, image item) []v1alpha1.Diagnostic {
		if !image.has("spec", "registrySources", "allowedRegistries") || !image.has("spec", "registrySources", "blockedRegistries") {
			return nil
		}
		return image.at("spec.registrySources", nil)
	}),
}

var internalRegistryBlocked = Rule{
	ID: "IM002", Severity: Error,
	Title:  "registry sources that exclude the internal registry",
	Why:    "The nodes and the builds reject every image of the internal registry: no pod whose image is an image stream can start on another node.",
	Remedy: "Add " + openshift.RegistryHost + " to allowedRegistries, or remove the entry of blockedRegistries.",
	Source: "operator",
	checkItems: forEach(openshift.Image, func(in input, image item) []v1alpha1.Diagnostic {
		for _, config := range in.ofKind(openshift.Config) {
			if config.isRemoved() {
				return nil // there is no internal registry
			}
		}
		var found []v1alpha1.Diagnostic
		allowed := image.list("spec", "registrySources", "allowedRegistries")
		if len(allowed) > 0 && !slices.ContainsFunc(allowed, mayAllowInternalRegistry) {
			found = append(found, image.at("spec.registrySources.allowedRegistries", nil)...)
		}
		for i, entry := range image.list("spec", "registrySources", "blockedRegistries") {
			if text, _ := entry.(string); blocksInternalRegistry(text) {
				found = append(found, image.at(elementPath("spec.registrySources.blockedRegistries", i), text)...)
			}
		}
		return found
	}),
}

// mayAllowInternalRegistry reports whether an entry of allowedRegistries allows
// images of the internal registry, or may do so because it is a placeholder. The
// machine-config operator writes the entries as scopes of policy.json, where a
// host without a port does not include its ports, and a wildcard has no port.
func mayAllowInternalRegistry(entry any) bool {
	text, known := entry.(string)
	if !known {
		return true
	}
	if suffix, wildcard := strings.CutPrefix(text, "*"); wildcard {
		return strings.HasPrefix(suffix, ".") && strings.HasSuffix(openshift.RegistryService, suffix)
	}
	host, _, _ := strings.Cut(text, "/") // only some namespaces, on purpose
	return host == openshift.RegistryHost
}

// blocksInternalRegistry reports whether an entry of blockedRegistries blocks all
// images of the internal registry. The machine-config operator writes the entries
// as prefixes to registries.conf, where a host includes all of its ports. An entry
// with a path blocks only some namespaces, on purpose.
func blocksInternalRegistry(entry string) bool {
	host := strings.TrimSuffix(entry, "/")
	if suffix, wildcard := strings.CutPrefix(host, "*"); wildcard {
		return strings.HasPrefix(suffix, ".") &&
			(strings.HasSuffix(openshift.RegistryService, suffix) || strings.HasSuffix(openshift.RegistryHost, suffix))
	}
	return host == openshift.RegistryHost || host == openshift.RegistryService
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
