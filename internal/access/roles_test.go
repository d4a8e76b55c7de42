package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	k8syaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/access"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// generate returns the objects of a profile with a spec.
func generate(t *testing.T, spec string) []*generators.Object {
	t.Helper()
	return generateChange(t, "", spec)
}

// generateChange is generate with more fields of spec.delivery.
func generateChange(t *testing.T, change, spec string) []*generators.Object {
	t.Helper()
	node, err := yaml.Parse("apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: test}\nspec:\n  openshift: {version: \"4.22\", platform: BareMetal}\n  delivery: {tool: ArgoCD, image: registry.example.com/oc@sha256:" + strings.Repeat("0", 64) + change + "}\n" + spec)
	require.NoError(t, err)
	profile, found := pipeline.Function{}.Profile(node)
	require.NotNil(t, profile, "%v", found)
	objects, errs := generators.Generate(profile.Written)
	require.Empty(t, errs)
	return objects
}

// lines returns each rule as namespace, resource, names and verbs.
func lines(roles []access.Role) []string {
	var list []string
	for _, role := range roles {
		for _, r := range role.Rules {
			list = append(list, fmt.Sprintf("%s %s %v %v", role.Namespace, r.Resources[0], r.ResourceNames, r.Verbs))
		}
	}
	return list
}

func TestRoles(t *testing.T) {
	const claim = "  storage: {noobaa: {bucketName: images, storageClassName: noobaa}}\n  credentials: {objectBucketClaim: {method: ExternalSecrets}}\n"
	tests := map[string]struct {
		spec            string
		contains, lacks []string
	}{
		"singletons are created by OpenShift": {
			"  imagePruner: {suspend: false}\n",
			[]string{" imagepruners [] [list watch]", " imagepruners [cluster] [get patch]"},
			[]string{"create", "delete", "bind"},
		},
		"a role in namespaces is bound there only": {
			"  access: [{role: registry-viewer, namespaces: [a], subjects: [{kind: Group, name: x}]}]\n",
			[]string{"a clusterroles [registry-viewer] [bind]", "a rolebindings [registry-profile:registry-viewer] [get patch update delete]"},
			[]string{"\n clusterroles", "clusterrolebindings", "secrets"},
		},
		"a role in all namespaces": {
			"  access:\n  - {role: system:image-puller, subjects: [{kind: Group, name: x}]}\n  - {role: system:image-puller, namespaces: [a], subjects: [{kind: Group, name: y}]}\n",
			[]string{" clusterroles [system:image-puller] [bind]"},
			[]string{"\na clusterroles"}, // the ClusterRole allows it already
		},
		"a generated Role is held": {
			claim,
			[]string{"openshift-image-registry secrets [images] [get]", "openshift-image-registry roles [image-registry-bucket-reader] [bind]"},
			[]string{"clusterroles", "jobs", "configmaps"},
		},
		"a generated ClusterRole is held": {
			"  metrics: {subjects: [{kind: Group, name: x}]}\n",
			[]string{" registry/metrics [] [get]", " clusterroles [prometheus-scraper] [bind]"},
			[]string{"secrets"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			roles, err := access.Roles(generate(t, test.spec))
			require.NoError(t, err)
			got := "\n" + strings.Join(lines(roles), "\n") + "\n"
			for _, line := range test.contains {
				assert.Contains(t, got, "\n"+line+"\n")
			}
			for _, text := range test.lacks {
				assert.NotContains(t, got, text)
			}
		})
	}
}

// TestCopyRoles checks that the tool has the permissions of the Job that copies images.
func TestCopyRoles(t *testing.T) {
	roles, err := access.Roles(generateChange(t, ", storageChange: {from: pvc, copy: {image: registry.example.com/rclone}}",
		"  storage: {s3: {bucket: images, region: eu-west-1, regionEndpoint: \"https://s3.example.com\"}}\n  credentials: {existingSecret: {}}\n"))
	require.NoError(t, err)
	got := "\n" + strings.Join(lines(roles), "\n") + "\n"
	for _, line := range []string{
		" imagepruners [cluster] [get patch]", " proxies [cluster] [get]", " clusterroles [image-registry-storage-change] [bind]",
		"openshift-image-registry cronjobs [image-registry-storage-change] [get patch delete]",
		"openshift-image-registry secrets [image-registry-private-configuration-user] [create get patch]",
		"openshift-image-registry secrets [image-registry-storage-change] [get]",
		"openshift-image-registry pods [] [list]",
	} {
		assert.Contains(t, got, "\n"+line+"\n")
	}
	assert.NotContains(t, got, "secrets []")
}

// TestKinds requires that each generated kind has permissions and a purpose.
func TestKinds(t *testing.T) {
	for _, kind := range openshift.Kinds {
		roles, err := access.Roles([]*generators.Object{{Kind: kind, Name: "a"}})
		require.NoError(t, err)
		require.NotEmpty(t, roles, kind)
		applies := slices.ContainsFunc(roles[0].Rules, func(r access.Rule) bool { return slices.Contains(r.Verbs, "patch") })
		assert.True(t, applies, kind)
	}
}

func TestPatchedRole(t *testing.T) {
	_, err := access.Roles([]*generators.Object{{Kind: openshift.Role, Namespace: "a", Name: "b", Fields: []generators.Field{{Path: []string{"rules"}, Value: "all"}}}})
	assert.ErrorContains(t, err, "Role/a/b: rules")
}

func TestWrite(t *testing.T) {
	var text strings.Builder
	roles := []access.Role{{Rules: []access.Rule{{Reason: "because " + strings.Repeat("of this ", 20), PolicyRule: rbacv1.PolicyRule{
		APIGroups: []string{""}, Resources: []string{"secrets"}, ResourceNames: []string{"system:a", "no", "1", "b: c"}, Verbs: []string{"get"},
	}}}}, {Namespace: "true"}}
	require.NoError(t, access.Write(&text, roles, "null", access.Account{Namespace: "x", Name: "y"}))
	documents := strings.Split(text.String(), "\n---\n")
	require.Len(t, documents, 4)
	var role rbacv1.ClusterRole
	require.NoError(t, k8syaml.UnmarshalStrict([]byte(documents[0]), &role))
	assert.Equal(t, "null", role.Name)
	assert.Equal(t, []rbacv1.PolicyRule{roles[0].Rules[0].PolicyRule}, role.Rules)
	var binding rbacv1.RoleBinding
	require.NoError(t, k8syaml.UnmarshalStrict([]byte(documents[3]), &binding))
	assert.Equal(t, "RoleBinding true/null Role/null", binding.Kind+" "+binding.Namespace+"/"+binding.Name+" "+binding.RoleRef.Kind+"/"+binding.RoleRef.Name)
	assert.Equal(t, []rbacv1.Subject{{Kind: "ServiceAccount", Namespace: "x", Name: "y"}}, binding.Subjects)
	for line := range strings.SplitSeq(text.String(), "\n") {
		assert.LessOrEqual(t, len(line), 89)
	}
}
