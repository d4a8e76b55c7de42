package cluster

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestNoLongerSet applies the manifests of a profile from which fields were
// removed: plan reports what the API server does, and its commands work.
func TestNoLongerSet(t *testing.T) {
	require.NoError(t, cluster.Install(testbed.LastRelease(t)))
	t.Cleanup(func() { clean(t, nil) })
	profile := func(platform string, more testbed.Object) testbed.Object {
		spec := testbed.Object{"openshift": testbed.Object{"version": testbed.LastRelease(t), "platform": platform}}
		for key, value := range more {
			spec[key] = value
		}
		return testbed.Object{
			"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile",
			"metadata": testbed.Object{"name": "test"}, "spec": spec,
		}
	}
	apply := func(profile testbed.Object) (testbed.Object, error) {
		manifests, err := testbed.Render(profile, testbed.LastRelease(t))
		require.NoError(t, err)
		return cluster.Apply(manifests[0], "argocd-controller")
	}
	bootstrap := func(platform string, profile testbed.Object) {
		config := testbed.Bootstrapped(platform)
		require.NoError(t, cluster.Delete(config))
		_, err := cluster.Create(config)
		require.NoError(t, err)
		_, err = apply(profile)
		require.NoError(t, err)
	}

	bucket := testbed.Object{"storage": testbed.Object{"s3": testbed.Object{"bucket": "ours", "region": "eu-west-1"}}}
	bootstrap("AWS", profile("AWS", bucket))
	live, err := apply(profile("AWS", nil))
	require.NoError(t, err)
	s3 := live["spec"].(testbed.Object)["storage"].(testbed.Object)["s3"]
	assert.NotContains(t, s3, "bucket", "the operator creates a new one")

	claim := testbed.Object{"storage": testbed.Object{"pvc": testbed.Object{"claim": "images"}}}
	bootstrap("None", profile("None", claim))
	nowhere := testbed.Object{"registry": testbed.Object{"managementState": "Removed"}}
	_, err = apply(profile("None", nowhere))
	assert.Equal(t, http.StatusUnprocessableEntity, testbed.Code(err))

	before := profile("AWS", testbed.Object{"registry": testbed.Object{"proxy": testbed.Object{"http": "http://proxy.example.com:3128"}, "readOnly": true}})
	after := profile("AWS", nil)
	bootstrap("AWS", before)
	_, err = apply(after)
	assert.Equal(t, http.StatusUnprocessableEntity, testbed.Code(err))
	command := regexp.MustCompile(`oc (patch \S+ --type=merge) -p '(.*)'`).FindStringSubmatch(plan(t, before, after))
	require.NotNil(t, command)
	arguments := append(strings.Fields(command[1]), "-p", command[2])
	out, err := cluster.Kubectl(arguments...).CombinedOutput()
	require.NoError(t, err, string(out))
	live, err = apply(after)
	require.NoError(t, err)
	assert.NotContains(t, live["spec"], "proxy")
	assert.NotContains(t, live["spec"], "readOnly")
	fmt.Println("proof: an apply removes the fields that a profile no longer sets; plan reports a lost bucket name, and its command removes a whole proxy")
}

// plan returns the impact of a change of a profile.
func plan(t *testing.T, before, after testbed.Object) string {
	t.Helper()
	dir := t.TempDir()
	for name, profile := range map[string]testbed.Object{"before.yaml": before, "after.yaml": after} {
		text, err := yaml.Marshal(profile)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	cmd := exec.Command(filepath.Join(testbed.Root(), "bin", "registry-profile"), "plan", "before.yaml", "after.yaml")
	cmd.Dir = dir
	out, err := cmd.Output()
	require.NoError(t, err)
	return string(out)
}
