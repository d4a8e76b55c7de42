package overlays_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/golden"
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
	} {
		for _, match := range regexp.MustCompile(`(?m)^\s*(?:- )?(?:path|dir): (\S+)$`).FindAllStringSubmatch(text(file), -1) {
			found++
			assert.DirExists(t, filepath.Join(root, match[1]), file)
		}
	}
	assert.Equal(t, 4, found)
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
			ConsolidateManifests, OrderManifests                                        bool
		}
		Policies []struct {
			Name              string
			RemediationAction string
			Placement         struct{ LabelSelector map[string]string }
			Manifests         []struct{ Path string }
		}
	}
	text, err := os.ReadFile("acm/policies.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.UnmarshalStrict(text, &generator))
	assert.Equal(t, "policy.open-cluster-management.io/v1 PolicyGenerator", generator.APIVersion+" "+generator.Kind)
	assert.Equal(t, "musthave None", generator.PolicyDefaults.ComplianceType+" "+generator.PolicyDefaults.PruneObjectBehavior)
	folders, err := filepath.Glob("acm/rendered/*")
	require.NoError(t, err)
	require.Len(t, generator.Policies, 2*len(folders))
	assert.True(t, generator.PolicyDefaults.OrderManifests && !generator.PolicyDefaults.ConsolidateManifests)
	for i, policy := range generator.Policies {
		cluster := filepath.Base(folders[i/2])
		assert.Equal(t, map[string]string{"name": cluster}, policy.Placement.LabelSelector)
		var paths []string
		for _, m := range policy.Manifests {
			paths = append(paths, m.Path)
			assert.FileExists(t, filepath.Join("acm", m.Path))
		}
		if i%2 == 1 {
			assert.Equal(t, "image-registry-"+cluster+"-health inform", policy.Name+" "+policy.RemediationAction)
			assert.Equal(t, []string{"health/config.yaml"}, paths)
			continue
		}
		assert.Equal(t, "image-registry-"+cluster, policy.Name)
		paths = slices.DeleteFunc(paths, func(path string) bool { return strings.HasPrefix(path, "health/") })
		var waves []int
		for _, path := range paths {
			text, err := os.ReadFile(filepath.Join("acm", path))
			require.NoError(t, err)
			waves = append(waves, generators.Wave(generators.FromNode(kyaml.MustParse(string(text)))))
		}
		assert.True(t, slices.IsSorted(waves), "%s: order of the sync waves: %v", policy.Name, waves)
		files, err := filepath.Glob(filepath.Join(folders[i/2], "*.yaml"))
		require.NoError(t, err)
		for i, file := range files {
			files[i] = strings.TrimPrefix(filepath.ToSlash(file), "acm/")
		}
		assert.ElementsMatch(t, files, paths, "rendered files")
	}
}

// TestAccess requires that no rule allows more than named roles to be granted.
func TestAccess(t *testing.T) {
	text, err := os.ReadFile("argocd/access.yaml")
	require.NoError(t, err)
	applied := map[string]bool{}
	for document := range bytes.SplitSeq(text, []byte("\n---\n")) {
		var role struct {
			Rules []rbacv1.PolicyRule
		}
		require.NoError(t, yaml.Unmarshal(document, &role))
		for _, rule := range role.Rules {
			assert.NotContains(t, rule.Verbs, "escalate")
			for _, list := range [][]string{rule.Verbs, rule.Resources, rule.APIGroups} {
				assert.NotContains(t, list, "*", rule)
			}
			if slices.Contains(rule.Verbs, "bind") {
				assert.NotEmpty(t, rule.ResourceNames, rule)
			}
			if slices.Contains(rule.Verbs, "patch") {
				applied[rule.APIGroups[0]+"/"+rule.Resources[0]] = true
			}
		}
	}
	assert.NotEmpty(t, applied)
}
