package validators

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// registrySources are the lists in registrySources of a profile or of a manifest.
// An entry that is not a string is unknown.
type registrySources struct {
	allowed, blocked, insecure, search []any
	// at returns a diagnostic for a list, or for a field below registrySources.
	at func(field string, value any) []v1alpha1.Diagnostic
}

// onSources completes a rule with a check of registrySources, both of the profile
// and of image.config.
func onSources(rule Rule, check func(input, registrySources) []v1alpha1.Diagnostic) Rule {
	rule.check = func(p input) []v1alpha1.Diagnostic {
		if p.Spec.ImageConfig == nil || p.Spec.ImageConfig.RegistrySources == nil {
			return nil
		}
		s := p.Spec.ImageConfig.RegistrySources
		return check(p, registrySources{
			anys(s.AllowedRegistries), anys(s.BlockedRegistries), anys(s.InsecureRegistries), anys(s.ContainerRuntimeSearchRegistries),
			func(below string, value any) []v1alpha1.Diagnostic {
				return at(field.NewPath(strings.TrimSuffix("spec.imageConfig.registrySources."+below, ".")), value)
			},
		})
	}
	rule.checkItems = forEach(openshift.Image, func(in input, image item) []v1alpha1.Diagnostic {
		list := func(name string) []any { return image.list("spec", "registrySources", name) }
		return check(in, registrySources{
			list("allowedRegistries"), list("blockedRegistries"), list("insecureRegistries"), list("containerRuntimeSearchRegistries"),
			func(below string, value any) []v1alpha1.Diagnostic {
				path := strings.TrimSuffix("spec.registrySources."+below, ".")
				if image.rejected(path) {
					return nil // VE002 reports it
				}
				return image.at(path, value)
			},
		})
	})
	return rule
}

func anys(texts []string) []any {
	all := make([]any, len(texts))
	for i, text := range texts {
		all[i] = text
	}
	return all
}

// mayAllow reports whether an entry of allowedRegistries allows images of a
// registry, or may do so because it is a placeholder. The Machine Config Operator
// writes the entries as scopes of policy.json, where a host without a port does not
// include its ports, and a wildcard has no port.
func mayAllow(entry any, registry string) bool {
	text, known := entry.(string)
	if !known {
		return true
	}
	if suffix, wildcard := strings.CutPrefix(text, "*"); wildcard {
		return strings.HasPrefix(suffix, ".") && strings.HasSuffix(hostname(registry), suffix)
	}
	host, _, _ := strings.Cut(text, "/") // only some namespaces, on purpose
	return host == registry
}

// includes reports whether an entry of blockedRegistries or insecureRegistries
// includes all images of a registry. The Machine Config Operator writes the entries
// as prefixes to registries.conf, where a host includes all of its ports. An entry
// with a path includes only some namespaces, on purpose.
func includes(entry any, registry string) bool {
	text, _ := entry.(string)
	host := strings.TrimSuffix(text, "/")
	if suffix, wildcard := strings.CutPrefix(host, "*"); wildcard {
		return strings.HasPrefix(suffix, ".") && (strings.HasSuffix(hostname(registry), suffix) || strings.HasSuffix(registry, suffix))
	}
	return host == registry || host == hostname(registry)
}

// hostname returns a registry without its port.
func hostname(registry string) string {
	host, _, _ := strings.Cut(registry, ":")
	return host
}

var internalRegistryBlocked = onSources(Rule{
	ID: "IM002", Severity: Error,
	Title:  "registry sources that exclude the internal registry",
	Why:    "The nodes and the builds reject every image of the internal registry: no pod whose image is an image stream can start on another node.",
	Remedy: "Add " + openshift.RegistryHost + " to allowedRegistries, or remove the entry of blockedRegistries.",
	Source: "operator",
}, func(in input, s registrySources) []v1alpha1.Diagnostic {
	if in.Profile != nil && in.Spec.Registry.ManagementState == openshift.Removed {
		return nil // there is no internal registry
	}
	for _, config := range in.ofKind(openshift.Config) {
		if config.isRemoved() {
			return nil
		}
	}
	var found []v1alpha1.Diagnostic
	allows := func(entry any) bool { return mayAllow(entry, openshift.RegistryHost) }
	if len(s.allowed) > 0 && !slices.ContainsFunc(s.allowed, allows) {
		found = append(found, s.at("allowedRegistries", nil)...)
	}
	for i, entry := range s.blocked {
		if includes(entry, openshift.RegistryHost) {
			found = append(found, s.at(elementPath("blockedRegistries", i), entry)...)
		}
	}
	return found
})

// payloadRegistries are the registries of the release images: of OpenShift and
// OKD, of builds of OpenShift before their release, of Azure Red Hat OpenShift and
// of Red Hat OpenShift on IBM Cloud. The policy of a node applies to the names of
// the images, and not to the mirrors from which it pulls them.
var payloadRegistries = []string{"quay.io", "registry.ci.openshift.org", "arosvc.azurecr.io", "arosvc.azurecr.us", "icr.io"}

var payloadNotAllowed = onSources(Rule{
	ID: "IM003", Severity: Warning,
	Otherwise: "info in manifests",
	Title:     "allowed registries without quay.io",
	Why:       "The images of OpenShift itself have names in quay.io, also if the nodes pull them from a mirror: nodes without these images reject them, and pods of OpenShift do not start on new nodes and after an upgrade.",
	Remedy:    "Add quay.io or quay.io/openshift-release-dev to allowedRegistries, unless the release image of the cluster is from another registry.",
	Source:    "images",
}, func(_ input, s registrySources) []v1alpha1.Diagnostic {
	if len(s.allowed) == 0 || slices.ContainsFunc(s.allowed, func(entry any) bool {
		text, _ := entry.(string)
		host, _, _ := strings.Cut(text, "/")
		return strings.HasSuffix(host, ".icr.io") || !isScope(text) || slices.ContainsFunc(payloadRegistries, func(registry string) bool { return mayAllow(entry, registry) })
	}) {
		return nil
	}
	found := s.at("allowedRegistries", nil)
	if len(found) > 0 && found[0].Node != nil {
		found[0].Severity = Info // the cluster may run with a release image of its own
	}
	return found
})

var unusableSearchRegistry = onSources(Rule{
	ID: "IM004", Severity: Warning,
	Title:  "search registry from which no image can be pulled",
	Why:    "The nodes search the registry for images with short names, and then reject its images, because the registry is not allowed or is blocked.",
	Remedy: "Add the registry to allowedRegistries, or remove it from blockedRegistries or from containerRuntimeSearchRegistries.",
	Source: "images",
}, func(_ input, s registrySources) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for i, entry := range s.search {
		registry, known := entry.(string)
		if !known || strings.Contains(registry, "/") {
			continue
		}
		allowed := len(s.allowed) == 0 || slices.ContainsFunc(s.allowed, func(entry any) bool { return mayAllow(entry, registry) })
		blocked := slices.ContainsFunc(s.blocked, func(entry any) bool { return includes(entry, registry) })
		if !allowed || blocked {
			found = append(found, s.at(elementPath("containerRuntimeSearchRegistries", i), registry)...)
		}
	}
	return found
})

// A profile with such an entry is not valid.
var invalidSource = onSources(Rule{
	ID: "IM005", Severity: Error,
	Title:  "invalid entry of registry sources",
	Why:    "The entry matches no image. An entry with a scheme in blockedRegistries or insecureRegistries makes the configuration of the nodes unreadable, so that they pull no image; for an invalid wildcard, the Machine Config Operator rejects all lists.",
	Remedy: "Write host, host:port, host/path or *.domain.",
	Source: "mco",
}, func(_ input, s registrySources) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, list := range []struct {
		name    string
		entries []any
	}{{"allowedRegistries", s.allowed}, {"blockedRegistries", s.blocked}, {"insecureRegistries", s.insecure}} {
		for i, entry := range list.entries {
			if text, known := entry.(string); known && !isScope(text) {
				found = append(found, s.at(elementPath(list.name, i), text)...)
			}
		}
	}
	return found
})

// isScope reports whether an entry may be a prefix of registries.conf, as the
// Machine Config Operator and the container runtime check it.
func isScope(entry string) bool {
	if entry == "" || strings.Contains(entry, "://") || strings.ContainsAny(entry, " \t\n") {
		return false
	}
	domain, wildcard := strings.CutPrefix(entry, "*.")
	return !strings.Contains(domain, "*") && (!wildcard || !strings.ContainsAny(domain, "/@:"))
}

var insecureCA = Rule{
	ID: "IM006", Severity: Warning,
	Title:  "CA of an insecure registry",
	Why:    "The nodes and the builds do not verify the certificate of an insecure registry, so that its CA has no effect on them.",
	Remedy: "Remove the registry from insecureRegistries.",
	Source: "mco",
	check: func(p input) []v1alpha1.Diagnostic {
		t := p.Spec.Trust.Registries
		if t == nil || p.Spec.ImageConfig == nil || p.Spec.ImageConfig.RegistrySources == nil {
			return nil
		}
		var found []v1alpha1.Diagnostic
		for i, entry := range p.Spec.ImageConfig.RegistrySources.InsecureRegistries {
			for _, c := range t.Certificates {
				if registry := strings.Replace(c.Key(), "..", ":", 1); includes(entry, registry) {
					f := at(spec.Child("imageConfig", "registrySources", "insecureRegistries").Index(i), entry)
					f[0].Detail = "spec.trust.registries has a CA of " + registry
					found = append(found, f...)
					break
				}
			}
		}
		return found
	},
}
