package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"sigs.k8s.io/yaml"
)

// crdFiles are the CRDs of the kinds that the function emits, in the modules
// that bring them along.
var crdFiles = map[string][]string{
	"github.com/openshift/api@v0.0.0-20260813212709-d4bb0b443cb8": { // OpenShift 4.23
		"imageregistry/v1/zz_generated.crd-manifests/00_configs.crd.yaml",
		"imageregistry/v1/zz_generated.crd-manifests/01_imagepruners.crd.yaml",
		"config/v1/zz_generated.crd-manifests/0000_10_config-operator_01_images.crd.yaml",
	},
	"github.com/external-secrets/external-secrets@v1.3.2": {
		"config/crds/bases/external-secrets.io_externalsecrets.yaml",
		"config/crds/bases/external-secrets.io_secretstores.yaml",
	},
	"github.com/rook/rook@v1.15.0": {
		"deploy/olm/assemble/objectbucket.io_objectbucketclaims.yaml",
	},
}

// TestCustomResources holds everything custom that the examples emit against
// its real CRD: the API server would take it, and drop no field of it.
func TestCustomResources(t *testing.T) {
	crds := loadCRDs(t)
	seen := map[string]int{}
	for _, file := range glob(t, "examples/*/expected.yaml") {
		for _, document := range strings.Split(read(t, filepath.Join(root(t), file)), "\n---\n") {
			var object map[string]any
			require.NoError(t, yaml.Unmarshal([]byte(document), &object))
			key := object["apiVersion"].(string) + " " + object["kind"].(string)
			crd, custom := crds[key]
			if !custom {
				continue
			}
			seen[key]++
			t.Run(file+" "+key, func(t *testing.T) { accepts(t, crd, object) })
		}
	}
	assert.Len(t, seen, len(crds), "every CRD is used")
}

func accepts(t *testing.T, crd *apiextensions.JSONSchemaProps, object map[string]any) {
	validator, _, err := validation.NewSchemaValidator(crd)
	require.NoError(t, err)
	assert.Empty(t, validation.ValidateCustomResource(nil, object, validator))

	structural, err := schema.NewStructural(crd)
	require.NoError(t, err)
	before := marshal(t, object)
	pruning.Prune(object, structural, true)
	assert.Equal(t, before, marshal(t, object), "a field is dropped")
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	require.NoError(t, err)
	return string(text)
}

// loadCRDs returns the schemas of the CRDs by apiVersion and kind, in the
// newest version that is served.
func loadCRDs(t *testing.T) map[string]*apiextensions.JSONSchemaProps {
	t.Helper()
	schemas := map[string]*apiextensions.JSONSchemaProps{}
	for module, files := range crdFiles {
		for _, file := range files {
			var crd apiextensionsv1.CustomResourceDefinition
			require.NoError(t, yaml.Unmarshal([]byte(read(t, filepath.Join(download(t, module), file))), &crd))
			version := crd.Spec.Versions[0]
			var internal apiextensions.JSONSchemaProps
			require.NoError(t, apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(version.Schema.OpenAPIV3Schema, &internal, nil))
			schemas[crd.Spec.Group+"/"+version.Name+" "+crd.Spec.Names.Kind] = &internal
		}
	}
	return schemas
}

// download fetches a module through the module proxy and returns its folder.
func download(t *testing.T, module string) string {
	t.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", module)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	require.NoError(t, err, string(out))
	var info struct{ Dir string }
	require.NoError(t, json.Unmarshal(out, &info))
	return info.Dir
}
