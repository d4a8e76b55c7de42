package importer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/importer"
)

// TestImportPlaceholders imports manifests with placeholders. The profile names their
// tool, if it is known.
func TestImportPlaceholders(t *testing.T) {
	for name, tc := range map[string]struct {
		spec     string
		contains []string
		problem  string
	}{
		"Flux":           {`{storage: {s3: {bucket: "${cluster}-images", region: "${region:=eu-west-1}"}}}`, []string{"placeholders: Flux", "bucket: ${cluster}-images", "region: ${region:=eu-west-1}"}, ""},
		"ACM":            {`{storage: {gcs: {bucket: '{{hub .ManagedClusterName hub}}'}}}`, []string{"placeholders: ACM", "bucket: '{{hub .ManagedClusterName hub}}'"}, ""},
		"vault plugin":   {`{storage: {s3: {bucket: "<path:kv/data/registry#bucket>"}}}`, []string{"placeholders: ArgoCDVaultPlugin", "bucket: <path:kv/data/registry#bucket>"}, ""},
		"endpoint":       {`{storage: {s3: {bucket: b, region: r, regionEndpoint: "https://${host}"}}}`, []string{"regionEndpoint: https://${host}", "disableRedirect: false", "encrypt: false"}, ""},
		"route":          {`{routes: [{name: public, hostname: "registry.${domain}"}]}`, []string{"hostname: registry.${domain}", "placeholders: Flux"}, ""},
		"existing claim": {`{storage: {pvc: {claim: "${claim}"}}}`, []string{"claim: ${claim}", "placeholders: Flux"}, ""},
		"none":           {`{storage: {s3: {bucket: b}}}`, []string{"bucket: b"}, ""},
		"two tools":      {`{storage: {s3: {bucket: "${b}", region: "{{ .r }}"}}}`, nil, "one tool"},
		"Helm":           {`{storage: {s3: {bucket: "{{ .Values.bucket }}"}}}`, nil, "helm template"},
	} {
		t.Run(name, func(t *testing.T) {
			node := yaml.MustParse("apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: " + tc.spec + "\n")
			p, err := importer.Import([]*yaml.RNode{node}, importer.Options{Version: "4.18", Platform: "AWS"})
			if tc.problem != "" {
				assert.ErrorContains(t, err, tc.problem)
				return
			}
			require.NoError(t, err)
			for _, text := range tc.contains {
				assert.Contains(t, string(p.Text), text)
			}
			if name == "none" {
				assert.NotContains(t, string(p.Text), "placeholders")
			}
		})
	}
}
