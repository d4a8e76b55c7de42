package resolve_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestPlaceholdersInContext checks the fields whose value must be known only because
// of other fields, and those without their tool. The schema of the function does not know
// them, because OpenAPI cannot express them.
func TestPlaceholdersInContext(t *testing.T) {
	const flux = "  delivery: {placeholders: Flux}\n"
	const change = "  delivery: {placeholders: ACM, tool: %, storageChange: {from: emptyDir, image: a/b}}\n"
	for name, tc := range map[string]struct{ spec, field, names string }{
		"existing claim":               {"  storage: {pvc: {claim: \"${a}\"}}\n" + flux, "", ""},
		"generated claim":              {"  storage: {pvc: {claim: \"${a}\", create: {}}}\n" + flux, "spec.storage.pvc.claim", "name of an object"},
		"existing class":               {"  storage: {pvc: {create: {storageClassName: \"${a}\"}}}\n" + flux, "", ""},
		"generated class":              {"  storage: {pvc: {create: {storageClassName: \"${a}\", storageClass: {provisioner: a}}}}\n" + flux, "spec.storage.pvc.create.storageClassName", "name of an object"},
		"existing secret of a route":   {"  exposure: {routes: [{name: a, secretName: \"${a}\"}]}\n" + flux, "", ""},
		"generated secret of a route":  {"  exposure: {routes: [{name: a, secretName: \"${a}\", externalSecret: {secretStoreRef: {name: a}, remoteKey: b}}]}\n" + flux, "spec.exposure.routes[0].secretName", "name of an object"},
		"existing ConfigMap":           {"  trust: {storage: {configMapName: \"${a}\"}}\n" + flux, "", ""},
		"generated ConfigMap":          {"  trust: {storage: {configMapName: \"${a}\", ca: \"${b}\"}}\n" + flux, "spec.trust.storage.configMapName", "name of an object"},
		"endpoint":                     {"  storage: {s3: {bucket: b, region: r, encrypt: true, regionEndpoint: \"https://${a}\"}}\n" + flux, "spec.storage.s3.regionEndpoint", "set spec.registry.disableRedirect"},
		"endpoint with redirects":      {"  registry: {disableRedirect: false}\n  storage: {s3: {bucket: b, region: r, encrypt: true, regionEndpoint: \"https://${a}\"}}\n" + flux, "", ""},
		"endpoint on AWS":              {"  registry: {disableRedirect: false}\n  storage: {s3: {bucket: b, region: r, regionEndpoint: \"https://${a}\"}}\n" + flux, "spec.storage.s3.regionEndpoint", "set spec.storage.s3.encrypt"},
		"storage change":               {"  storage: {s3: {bucket: '{{hub .ManagedClusterName hub}}'}}\n" + strings.Replace(change, "%", "ArgoCD", 1), "", ""},
		"storage change with quotes":   {"  storage: {s3: {bucket: '{{hub fromConfigMap \"\" \"a\" \"b\" hub}}'}}\n" + strings.Replace(change, "%", "ArgoCD", 1), "spec.storage.s3.bucket", "backquotes"},
		"storage change with command":  {"  storage: {s3: {bucket: '{{hub .ManagedClusterName hub}}'}}\n" + strings.Replace(change, "%", "Plain", 1), "spec.storage.s3.bucket", "part of the command"},
		"incomplete placeholder":       {"  storage: {s3: {bucket: \"${a\"}}\n" + flux, "spec.storage.s3.bucket", "not a placeholder of Flux"},
		"unsupported tool":             {"  storage: {s3: {bucket: \"${a}\"}}\n  delivery: {placeholders: Helm}\n", "spec.delivery.placeholders", "Flux"},
		"placeholder in place of list": {"  access: \"${a}\"\n" + flux, "spec.access", "must be known"},
		"template without quotes":      {"  storage: {s3: {bucket: {? {a: ''} : ''}}}\n", "spec.storage.s3.bucket", "add quotes"},
		"key of a map":                 {"  registry: {nodeSelector: {\"${key}\": a}}\n" + flux, "spec.registry.nodeSelector[${key}]", "must be known"},
		"another tool":                 {"  storage: {s3: {bucket: \"{{ .cluster }}\"}}\n" + flux, "spec.storage.s3.bucket", "{{ .cluster }} of ACM"},
		"without tool":                 {"  storage: {s3: {bucket: \"${cluster}-images\"}}\n  delivery: {tool: Flux}\n", "spec.storage.s3.bucket", "${cluster}; set spec.delivery.placeholders to Flux"},
		"without tool in overrides":    {"  registry: {unsupportedConfigOverrides: {a: [\"<path:a#b>\"]}}\n", "spec.registry.unsupportedConfigOverrides[a][0]", "set spec.delivery.placeholders to ArgoCDVaultPlugin"},
		"texts like placeholders":      {"  registry: {unsupportedConfigOverrides: {a: \"a < b > c\", b: \"$a {b}\", c: \"# CA <ca@example.com>\\n-----BEGIN\"}}\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, errs := parse(t, of(aws+tc.spec))
			if tc.field == "" {
				assert.Empty(t, errs)
				return
			}
			if assert.Len(t, errs, 1) {
				assert.True(t, strings.HasPrefix(errs[0], tc.field+": "), errs[0])
				assert.Contains(t, errs[0], tc.names)
			}
		})
	}
}
