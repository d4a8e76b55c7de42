package resolve_test

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// TestFreeMaps checks credentials by their key in maps whose keys the user chooses.
func TestFreeMaps(t *testing.T) {
	for _, test := range []struct{ spec, field string }{
		{"registry: {unsupportedConfigOverrides: {storage: {s3: {secretkey: hunter2}}}}", "spec.registry.unsupportedConfigOverrides.storage.s3.secretkey"},
		{"storage: {pvc: {claim: a, create: {size: 20Gi, storageClassName: b, annotations: {example.com/password: hunter2}}}}", "spec.storage.pvc.create.annotations.example.com/password"},
		{"storage: {pvc: {claim: a, create: {size: 20Gi, storageClassName: b, storageClass: {provisioner: c, parameters: {restuserkey: hunter2}}}}}", "spec.storage.pvc.create.storageClass.parameters.restuserkey"},
		{"storage: {noobaa: {additionalConfig: {token: hunter2}}}", "spec.storage.noobaa.additionalConfig.token"},
		{"storage: {noobaa: {additionalConfig: {policy: \"https://a/b?X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0\"}}}", "spec.storage.noobaa.additionalConfig.policy"},
		{"registry: {unsupportedConfigOverrides: {url: \"https://u:hunter2@example.com\"}}", "spec.registry.unsupportedConfigOverrides.url"},
	} {
		_, errs := resolve.Parse(yaml.MustParse(of(aws + "  " + test.spec + "\n")).YNode())
		var fields []string
		for _, err := range errs {
			assert.NotContains(t, err.Error(), "hunter2")
			assert.NotContains(t, err.Error(), "fe5f80f7")
			fields = append(fields, err.Field)
		}
		assert.Contains(t, fields, test.field)
	}
	for _, spec := range []string{
		"storage: {pvc: {claim: a, create: {size: 20Gi, storageClassName: b, storageClass: {provisioner: c, parameters: {csi.storage.k8s.io/provisioner-secret-name: files, token: \"true\"}}}}}",
		"credentials: {externalSecret: {store: {name: v}, data: [{secretKey: REGISTRY_STORAGE_S3_SECRETKEY, remoteRef: {key: registry, property: secretkey}}]}}",
	} {
		_, errs := resolve.Parse(yaml.MustParse(of(aws + "  " + spec + "\n")).YNode())
		for _, err := range errs {
			assert.NotContains(t, err.Detail, "looks like a credential")
		}
	}
}

// TestFreeMapsAreListed checks that the maps of the profile are inspected.
func TestFreeMapsAreListed(t *testing.T) {
	for name := range mapFields(reflect.TypeFor[v1alpha1.Spec](), map[reflect.Type]bool{}) {
		assert.Contains(t, resolve.FreeMaps, name)
	}
}

// mapFields returns the names of the fields of a type that are maps.
func mapFields(in reflect.Type, seen map[reflect.Type]bool) map[string]bool {
	names := map[string]bool{}
	for in.Kind() == reflect.Pointer || in.Kind() == reflect.Slice {
		in = in.Elem()
	}
	if in.Kind() != reflect.Struct || seen[in] || !strings.Contains(in.PkgPath(), "registry-profile") {
		return names
	}
	seen[in] = true
	for i := range in.NumField() {
		if name, _, _ := strings.Cut(in.Field(i).Tag.Get("json"), ","); in.Field(i).Type.Kind() == reflect.Map {
			names[name] = true
		}
		maps.Copy(names, mapFields(in.Field(i).Type, seen))
	}
	return names
}

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
