package resolve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/resolve"
)

// TestPastedCredentials checks credentials in fields that accept any string.
func TestPastedCredentials(t *testing.T) {
	for name, test := range map[string]struct {
		value    string
		rejected bool
	}{
		"access key of a user":    {"AKIAIOSFODNN7EXAMPLE", true},
		"access key of a session": {"ASIAIOSFODNN7EXAMPLE", true},
		"among other text":        {"key=ASIAIOSFODNN7EXAMPLE;", true},
		"private key":             {"-----BEGIN RSA PRIVATE KEY-----", true},
		"too short":               {"ASIAIOSFODNN7", false},
		"part of a word":          {"XASIAIOSFODNN7EXAMPLE", false},
		"a bucket":                {"images-asia", false},
	} {
		t.Run(name, func(t *testing.T) {
			node := yaml.MustParse(of(aws + "  storage: {s3: {bucket: \"" + test.value + "\"}}\n"))
			_, errs := resolve.Parse(node.YNode())
			if !test.rejected {
				for _, err := range errs {
					assert.NotEqual(t, field.ErrorTypeForbidden, err.Type, err)
				}
				return
			}
			require.Len(t, errs, 1)
			assert.Equal(t, field.ErrorTypeForbidden, errs[0].Type)
			assert.Equal(t, "spec.storage.s3.bucket", errs[0].Field)
			assert.Contains(t, errs[0].Detail, resolve.NoCredentials)
			assert.NotContains(t, errs[0].Error(), test.value)
		})
	}
}
