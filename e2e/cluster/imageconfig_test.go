package cluster

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestImageConfig applies profiles with spec.imageConfig to an image.config with
// another owner, on three releases, with FULL=1 on each one. The fields of the other owner stay, and a field
// that leaves the profile leaves the cluster if no other owner sets it. Lists are
// replaced as a whole, except the one that the API server treats as a set.
func TestImageConfig(t *testing.T) {
	releases := testbed.FullReleases(t)
	if os.Getenv("FULL") != "" {
		var err error
		releases, err = testbed.Releases()
		require.NoError(t, err)
	}
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			require.NoError(t, cluster.Install(release))
			t.Cleanup(func() { clean(t, nil) })
			bootstrapped := image(testbed.Object{})
			require.NoError(t, cluster.Delete(bootstrapped))
			_, err := cluster.Create(bootstrapped)
			require.NoError(t, err)
			by := func(spec testbed.Object, manager string) testbed.Object {
				live, err := cluster.Apply(image(spec), manager)
				require.NoError(t, err)
				return live["spec"].(testbed.Object)
			}
			const admin, tool = "admin", "argocd-controller"
			by(testbed.Object{
				"externalRegistryHostnames": []any{"admin.example.com"},
				"registrySources":           testbed.Object{"insecureRegistries": []any{"admin.example.com"}, "containerRuntimeSearchRegistries": []any{"admin.example.com"}},
			}, admin)
			apply := func(fields testbed.Object, err bool) (testbed.Object, error) {
				manifests, problem := testbed.Render(imageProfile(release, fields), release)
				require.NoError(t, problem)
				live, problem := cluster.Apply(find(manifests, "Image"), tool)
				if err {
					return nil, problem
				}
				require.NoError(t, problem)
				return live["spec"].(testbed.Object), nil
			}
			const internal = "image-registry.openshift-image-registry.svc:5000"
			imports := []any{testbed.Object{"domainName": "*.example.com", "insecure": true}}
			fields := testbed.Object{
				"registrySources": testbed.Object{
					"allowedRegistries":  []any{"quay.io", "admin.example.com", "tool.example.com", internal},
					"insecureRegistries": []any{"tool.example.com"}, "containerRuntimeSearchRegistries": []any{"tool.example.com"},
				},
				"allowedRegistriesForImport": imports,
			}
			spec, _ := apply(fields, false)
			sources := spec["registrySources"].(testbed.Object)
			assert.Equal(t, []any{"admin.example.com"}, spec["externalRegistryHostnames"], "the field of the other owner")
			assert.Equal(t, imports, spec["allowedRegistriesForImport"])
			assert.Equal(t, []any{"tool.example.com"}, sources["insecureRegistries"], "a list is one value")
			assert.ElementsMatch(t, []any{"admin.example.com", "tool.example.com"}, sources["containerRuntimeSearchRegistries"], "a set is merged")

			again, _ := apply(fields, false)
			assert.Equal(t, spec, again)

			spec, _ = apply(testbed.Object{"allowedRegistriesForImport": imports}, false)
			sources = spec["registrySources"].(testbed.Object)
			assert.NotContains(t, sources, "allowedRegistries", "no other owner")
			assert.NotContains(t, sources, "insecureRegistries", "the other owner has lost it")
			assert.Equal(t, []any{"admin.example.com"}, sources["containerRuntimeSearchRegistries"], "the entry of the other owner")
			assert.Equal(t, []any{"admin.example.com"}, spec["externalRegistryHostnames"])
			by(testbed.Object{"allowedRegistriesForImport": imports}, admin)
			spec, _ = apply(testbed.Object{"externalRegistryHostnames": []any{"tool.example.com"}}, false)
			assert.Equal(t, imports, spec["allowedRegistriesForImport"], "another owner has the same value")

			// The list of the other kind, of another owner.
			by(testbed.Object{"registrySources": testbed.Object{"blockedRegistries": []any{"docker.io"}}}, admin)
			_, err = apply(fields, true)
			if exclusive(t, release) {
				assert.Equal(t, http.StatusUnprocessableEntity, testbed.Code(err))
				assert.ErrorContains(t, err, "Only one of blockedRegistries or allowedRegistries may be set")
			} else {
				assert.NoError(t, err, "the Machine Config Operator reports it")
			}

			_, err = testbed.Render(imageProfile(release, testbed.Object{"imageStreamImportMode": "Legacy"}), release)
			if known(t, release) {
				require.NoError(t, err)
				spec, _ = apply(testbed.Object{"imageStreamImportMode": "Legacy"}, false)
				assert.Equal(t, "Legacy", spec["imageStreamImportMode"])
			} else {
				assert.ErrorContains(t, err, "spec.imageConfig.imageStreamImportMode")
			}
		})
	}
	fmt.Println("proof: spec.imageConfig keeps the fields of other owners of image.config on", len(releases), "releases")
}

func image(spec testbed.Object) testbed.Object {
	return testbed.Object{"apiVersion": "config.openshift.io/v1", "kind": "Image", "metadata": testbed.Object{"name": "cluster"}, "spec": spec}
}

// imageProfile returns a profile that sets only fields of image.config.
func imageProfile(release string, fields testbed.Object) testbed.Object {
	return testbed.Object{
		"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": testbed.Object{"name": "test"},
		"spec": testbed.Object{"openshift": testbed.Object{"version": release, "platform": "AWS"}, "imageConfig": fields},
	}
}

// exclusive reports whether the CRD of a release rejects allowed and blocked
// registries in one object.
func exclusive(t *testing.T, release string) bool {
	sources := imageSchema(t, release)["registrySources"].(testbed.Object)
	return sources["x-kubernetes-validations"] != nil
}

// known reports whether the CRD of a release has an import mode.
func known(t *testing.T, release string) bool {
	return imageSchema(t, release)["imageStreamImportMode"] != nil
}

// imageSchema returns the fields of the spec in the CRD of image.config.
func imageSchema(t *testing.T, release string) testbed.Object {
	t.Helper()
	crds, err := testbed.CRDs(release)
	require.NoError(t, err)
	for _, crd := range crds {
		if crd["metadata"].(testbed.Object)["name"] != "images.config.openshift.io" {
			continue
		}
		version := crd["spec"].(testbed.Object)["versions"].([]any)[0].(testbed.Object)
		schema := version["schema"].(testbed.Object)["openAPIV3Schema"].(testbed.Object)
		return schema["properties"].(testbed.Object)["spec"].(testbed.Object)["properties"].(testbed.Object)
	}
	t.Fatal("no CRD of image.config")
	return nil
}
