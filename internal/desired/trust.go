package desired

import (
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// ConfigMap is a ConfigMap with certificates to generate in openshift-config.
type ConfigMap struct {
	Name string
	Data Decision[map[string]string]
}

func newConfigMaps(p *resolve.Profile) []ConfigMap {
	var maps []ConfigMap
	if t := p.Spec.Trust.Registries; t != nil && len(t.Certificates) > 0 {
		data := map[string]string{}
		for _, c := range t.Certificates {
			data[c.Key()] = joined(data[c.Key()], certificate(p, c.CA))
		}
		maps = append(maps, configMap(p, t.ConfigMapName, "spec.trust.registries.certificates", data))
	}
	if t := p.Spec.Trust.Storage; t != nil && t.CA != "" {
		maps = append(maps, configMap(p, t.ConfigMapName, "spec.trust.storage.ca", map[string]string{openshift.BundleKey: certificate(p, t.CA)}))
	}
	return maps
}

// configMap returns a ConfigMap whose data comes from one field of the profile.
func configMap(p *resolve.Profile, name, path string, data map[string]string) ConfigMap {
	decision := decided(p, path, data)
	decision.Origin = decision.Origin.From(map[string]string{"*": path})
	return ConfigMap{name, decision}
}

// certificate terminates a text with exactly one line break. It does not change a
// text with a placeholder.
func certificate(p *resolve.Profile, text string) string {
	if p.Unknown(text) {
		return text
	}
	return strings.TrimRight(text, "\n") + "\n"
}

// joined returns two texts, the second one at the start of a line.
func joined(a, b string) string {
	if a != "" && !strings.HasSuffix(a, "\n") {
		a += "\n"
	}
	return a + b
}

// additionalTrustedCA decides the ConfigMap to which
// image.config.openshift.io/cluster must refer.
func additionalTrustedCA(p *resolve.Profile) Decision[string] {
	t := p.Spec.Trust.Registries
	if t == nil || t.ImageConfig != "Patch" {
		return Decision[string]{}
	}
	return decided(p, "spec.trust.registries.configMapName", t.ConfigMapName)
}
