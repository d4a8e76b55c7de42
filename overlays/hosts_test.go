package overlays_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestBuilt builds the setup for each host.
func TestBuilt(t *testing.T) {
	setups := []string{"argocd", "argocd/plugin", "argocd/exec", "flux/git", "flux/git-storage-change", "flux/git-bucket", "flux/oci", "kpt"}
	var used []string
	for _, setup := range setups {
		resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), setup)
		require.NoError(t, err, setup)
		text, err := resources.AsYaml()
		require.NoError(t, err, setup)
		file := filepath.Join("testdata", "built", strings.ReplaceAll(setup, "/", "-")+".yaml")
		golden.Assert(t, file, text)
		used = append(used, file)
	}
	golden.NoOrphans(t, "testdata/built/*", used)
}

// TestFolders requires that every folder that a host reads is rendered.
func TestFolders(t *testing.T) {
	text := func(file string) string {
		out, err := os.ReadFile(file)
		require.NoError(t, err)
		return string(out)
	}
	found := 0
	for file, root := range map[string]string{
		"argocd/application.yaml":        "..",
		"argocd/plugin/application.yaml": "..",
		"flux/cluster/registry.yaml":     "..",
		"kpt/rootsync.yaml":              "..",
		"acm/policies.yaml":              "acm",
	} {
		for _, match := range regexp.MustCompile(`(?m)^\s*(?:- )?(?:path|dir): (\S+)$`).FindAllStringSubmatch(text(file), -1) {
			found++
			assert.DirExists(t, filepath.Join(root, match[1]), file)
		}
	}
	assert.Equal(t, 6, found)
	oci := regexp.MustCompile(`value: \./(\S+)`).FindStringSubmatch(text("flux/oci/kustomization.yaml"))
	require.NotNil(t, oci)
	assert.DirExists(t, filepath.Join("flux/rendered", oci[1]))
}

// TestPolicies compares the policies for Advanced Cluster Management with the
// clusters: each cluster has one policy, which selects only this cluster and
// deletes nothing.
func TestPolicies(t *testing.T) {
	var generator struct {
		APIVersion, Kind string
		Metadata         struct{ Name string }
		PolicyDefaults   struct {
			Namespace, RemediationAction, Severity, ComplianceType, PruneObjectBehavior string
		}
		Policies []struct {
			Name      string
			Placement struct{ LabelSelector map[string]string }
			Manifests []struct{ Path string }
		}
	}
	text, err := os.ReadFile("acm/policies.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.UnmarshalStrict(text, &generator))
	assert.Equal(t, "policy.open-cluster-management.io/v1 PolicyGenerator", generator.APIVersion+" "+generator.Kind)
	assert.Equal(t, "musthave None", generator.PolicyDefaults.ComplianceType+" "+generator.PolicyDefaults.PruneObjectBehavior)
	folders, err := filepath.Glob("acm/rendered/*")
	require.NoError(t, err)
	require.Len(t, generator.Policies, len(folders))
	for i, policy := range generator.Policies {
		cluster := filepath.Base(folders[i])
		assert.Equal(t, "image-registry-"+cluster, policy.Name)
		assert.Equal(t, map[string]string{"name": cluster}, policy.Placement.LabelSelector)
		require.Len(t, policy.Manifests, 1)
		assert.Equal(t, "rendered/"+cluster, policy.Manifests[0].Path)
	}
}

// TestAccess requires that Argo CD's controller can create and update every
// generated kind.
func TestAccess(t *testing.T) {
	text, err := os.ReadFile("argocd/access.yaml")
	require.NoError(t, err)
	var role struct {
		Rules []struct{ APIGroups, Resources, ResourceNames, Verbs []string }
	}
	require.NoError(t, yaml.Unmarshal(bytes.Split(text, []byte("\n---\n"))[0], &role))
	var images []string
	for _, r := range openshift.ImageRoles {
		images = append(images, r.Name)
	}
	verbs := map[string][]string{}
	for _, rule := range role.Rules {
		if len(rule.ResourceNames) > 0 {
			assert.Equal(t, []string{"clusterroles"}, rule.Resources)
			assert.Equal(t, []string{"bind"}, rule.Verbs)
			assert.ElementsMatch(t, images, rule.ResourceNames, "roles that a profile can grant")
			continue
		}
		for _, resource := range rule.Resources {
			verbs[rule.APIGroups[0]+"/"+resource] = append(verbs[rule.APIGroups[0]+"/"+resource], rule.Verbs...)
		}
	}
	assert.Equal(t, []string{"get"}, verbs["image.openshift.io/registry/metrics"], "what the ClusterRole for metrics grants")
	delete(verbs, "image.openshift.io/registry/metrics")
	for _, kind := range []string{"clusterroles", "clusterrolebindings", "rolebindings"} {
		assert.NotContains(t, verbs["rbac.authorization.k8s.io/"+kind], "escalate", kind)
		assert.NotContains(t, verbs["rbac.authorization.k8s.io/"+kind], "bind", kind)
	}
	for _, kind := range openshift.Kinds {
		resource := strings.ToLower(kind.Kind) + "s"
		switch {
		case strings.HasSuffix(kind.Kind, "y"):
			resource = strings.TrimSuffix(strings.ToLower(kind.Kind), "y") + "ies"
		case strings.HasSuffix(kind.Kind, "ss"):
			resource = strings.ToLower(kind.Kind) + "es"
		}
		key := kind.Group + "/" + resource
		assert.Subset(t, verbs[key], []string{"get", "list", "watch", "create", "update", "patch"}, key)
		delete(verbs, key)
	}
	assert.Empty(t, verbs, "permissions for kinds that are never generated")
}
