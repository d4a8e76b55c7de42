package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

const trustedCA = "spec.additionalTrustedCA.name"

// trust returns the effects of another ConfigMap in image.config on the CAs that the
// nodes trust. The nodes trust the CAs of one ConfigMap only.
func (c change) trust() []Effect {
	before, after := of(c.before, openshift.Image.Kind, "", openshift.ClusterName), of(c.after, openshift.Image.Kind, "", openshift.ClusterName)
	a, b := text(before.values[trustedCA]), text(after.values[trustedCA])
	e := Effect{Level: Warning, Object: after.id, Field: trustedCA, Old: before.values[trustedCA], New: after.values[trustedCA]}
	switch {
	case after.id == "" || a == b && a == "":
		return nil
	case a == b:
		return c.withdrawn(a)
	case a == "":
		e.Level = c.present(Warning)
		e.Text = "is now set. If the image.config of the cluster refers to another ConfigMap, the CAs of that ConfigMap are removed from every node, and pulls from registries with these CAs fail: add them to this ConfigMap"
	case b == "" && e.New == nil:
		e.Text = "is no longer set, and the CAs of the ConfigMap are removed from every node: pulls from registries with these CAs fail. The API server rejects a server-side apply that leaves spec empty; set the name to an empty string in that case"
	case b == "":
		e.Text = "the CAs of the old ConfigMap are removed from every node: pulls from registries with these CAs fail"
	default:
		e.Text = "the CAs that only the old ConfigMap contains are removed from every node: pulls from registries with these CAs fail. Add them to the new ConfigMap"
		old, known := c.cas(c.before, a)
		all, knows := c.cas(c.after, b)
		if missing := without(old, all); known && knows && len(missing) == 0 {
			e.Level, e.Text = Info, "the new ConfigMap contains all CAs of the old one"
		} else if known && knows {
			e.Text = "these CAs of the old ConfigMap are not in the new one, and are removed from every node, so that pulls from these registries fail: " + strings.Join(missing, ", ")
		}
	}
	return []Effect{e}
}

// trusted returns the name of the ConfigMap whose CAs the nodes trust, if the new
// manifests state it.
func (c change) trusted() string {
	return text(of(c.after, openshift.Image.Kind, "", openshift.ClusterName).values[trustedCA])
}

// withdrawn returns the effect of CAs that are no longer in the ConfigMap of
// image.config.
func (c change) withdrawn(name string) []Effect {
	old, known := c.cas(c.before, name)
	all, knows := c.cas(c.after, name)
	var effects []Effect
	for _, host := range without(old, all) {
		a, b := text(old["data."+host]), text(all["data."+host])
		if known && knows && b != "" && !strings.Contains(b, strings.TrimSpace(a)) {
			effects = append(effects, Effect{Level: Warning, Object: of(c.after, openshift.ConfigMap.Kind, openshift.ConfigNamespace, name).id, Field: "data." + host, Old: a, New: b,
				Text: "changes. The nodes trust the new CA only, and pulls from the registry fail unless its certificate is signed by this CA or another trusted one. To trust both, add the new CA to the old one"})
		}
		if known && knows && all["data."+host] == nil {
			effects = append(effects, Effect{Level: Warning, Object: of(c.after, openshift.ConfigMap.Kind, openshift.ConfigNamespace, name).id, Field: "data." + host,
				Text: "is no longer set. The nodes no longer trust this CA, and pulls from the registry fail unless its certificate is signed by another trusted CA"})
		}
	}
	return effects
}

// cas returns the data of a ConfigMap with CAs by field, and false if it is not among
// the manifests.
func (c change) cas(objects map[string]object, name string) (map[string]any, bool) {
	o := of(objects, openshift.ConfigMap.Kind, openshift.ConfigNamespace, name)
	data := maps.Clone(o.values)
	maps.DeleteFunc(data, func(path string, _ any) bool { return !strings.HasPrefix(path, "data.") })
	return data, o.id != ""
}

// without returns the hosts whose CAs are in a, and not with the same value in b.
func without(a, b map[string]any) []string {
	var hosts []string
	for _, path := range slices.Sorted(maps.Keys(a)) {
		if strings.TrimSpace(text(a[path])) != strings.TrimSpace(text(b[path])) {
			hosts = append(hosts, strings.TrimPrefix(path, "data."))
		}
	}
	return hosts
}

func text(value any) string {
	s, _ := value.(string)
	return s
}
