package cluster

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestOnlyThis applies profiles without storage, which set neither managementState
// nor replicas: the registry of the cluster stays as it is. It then shows what
// becomes of the two fields when an applier that owned them no longer sends them,
// as plan reports it.
func TestOnlyThis(t *testing.T) {
	require.NoError(t, cluster.Install(testbed.LastRelease(t)))
	t.Cleanup(func() { clean(t, nil) })
	profile := func(platform string, registry testbed.Object) testbed.Object {
		spec := testbed.Object{
			"openshift": testbed.Object{"version": testbed.LastRelease(t), "platform": platform},
			"exposure":  testbed.Object{"defaultRoute": true},
		}
		if registry != nil {
			spec["registry"] = registry
		}
		return testbed.Object{
			"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile",
			"metadata": testbed.Object{"name": "test"}, "spec": spec,
		}
	}
	apply := func(profile testbed.Object) (testbed.Object, error) {
		manifests, err := testbed.Render(profile, testbed.LastRelease(t))
		require.NoError(t, err)
		return cluster.Apply(find(manifests, "Config"), "argocd-controller")
	}
	// fresh creates the Config of the operator, with replicas as set by an
	// administrator.
	fresh := func(platform string, replicas int) {
		config := testbed.Bootstrapped(platform)
		config["spec"].(testbed.Object)["replicas"] = replicas
		require.NoError(t, cluster.Delete(config))
		_, err := cluster.Create(config)
		require.NoError(t, err)
	}
	spec := func(live testbed.Object) testbed.Object { return live["spec"].(testbed.Object) }

	fresh("AWS", 4)
	live, err := apply(profile("AWS", nil))
	require.NoError(t, err)
	assert.EqualValues(t, 4, spec(live)["replicas"])
	assert.Equal(t, "Managed", spec(live)["managementState"])
	assert.NotContains(t, owners(live, "f:replicas"), "argocd-controller")

	fresh("VSphere", 1)
	live, err = apply(profile("VSphere", nil))
	require.NoError(t, err)
	assert.Equal(t, "Removed", spec(live)["managementState"], "removed by the installer")
	assert.Equal(t, true, spec(live)["defaultRoute"])

	// Earlier releases sent the operator's values: both own them, and they remain.
	both := profile("AWS", testbed.Object{"managementState": "Managed", "replicas": 2})
	fresh("AWS", 2)
	live, err = apply(both)
	require.NoError(t, err)
	assert.Len(t, owners(live, "f:replicas"), 2)
	assert.Len(t, owners(live, "f:managementState"), 2)
	live, err = apply(profile("AWS", nil))
	require.NoError(t, err)
	assert.EqualValues(t, 2, spec(live)["replicas"])
	assert.Equal(t, "Managed", spec(live)["managementState"])
	assert.NotContains(t, owners(live, "f:replicas"), "argocd-controller")

	// The applier changed the number, and is its only owner: the API server rejects
	// its removal.
	fresh("AWS", 4)
	live, err = apply(both)
	require.NoError(t, err)
	assert.Equal(t, []string{"argocd-controller"}, owners(live, "f:replicas"))
	_, err = apply(profile("AWS", nil))
	assert.Equal(t, http.StatusUnprocessableEntity, testbed.Code(err))
	assert.ErrorContains(t, err, "spec.replicas: Required value")

	// With another owner of the same values, the applier can let go of both.
	kept := testbed.Bootstrapped("")
	kept["metadata"] = testbed.Object{"name": "cluster"}
	kept["spec"] = testbed.Object{"managementState": "Managed", "replicas": 2}
	_, err = cluster.Apply(kept, "admin")
	require.NoError(t, err)
	live, err = apply(profile("AWS", nil))
	require.NoError(t, err)
	assert.EqualValues(t, 2, spec(live)["replicas"])
	assert.Equal(t, []string{"admin"}, owners(live, "f:replicas"))

	// The applier changed the state, and is its only owner: the removal succeeds, and
	// the operator can no longer reconcile the Config.
	running := profile("VSphere", testbed.Object{"managementState": "Managed", "replicas": 1})
	fresh("VSphere", 1)
	live, err = apply(running)
	require.NoError(t, err)
	assert.Equal(t, []string{"argocd-controller"}, owners(live, "f:managementState"))
	live, err = apply(profile("VSphere", nil))
	require.NoError(t, err)
	assert.NotContains(t, spec(live), "managementState")
	output := plan(t, running, profile("VSphere", nil))
	assert.Contains(t, output, "set spec.registry.managementState to Managed")
	assert.Contains(t, output, "set spec.registry.replicas to 1")

	// The way out: the profile sets both fields.
	live, err = apply(running)
	require.NoError(t, err)
	assert.Equal(t, "Managed", spec(live)["managementState"])
	fmt.Println("proof: a profile without storage keeps 4 replicas and a removed registry; of fields that it no longer sets, co-owned ones remain, and plan reports the others")
}

// owners returns the managers that own a field of spec, sorted.
func owners(live testbed.Object, name string) []string {
	var managers []string
	entries, _ := live["metadata"].(testbed.Object)["managedFields"].([]any)
	for _, entry := range entries {
		fields, _ := entry.(testbed.Object)["fieldsV1"].(testbed.Object)
		spec, _ := fields["f:spec"].(testbed.Object)
		if _, owned := spec[name]; owned {
			managers = append(managers, fmt.Sprint(entry.(testbed.Object)["manager"]))
		}
	}
	slices.SortFunc(managers, strings.Compare)
	return managers
}
