package flux

import (
	"fmt"
	"testing"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling"
	"github.com/fluxcd/pkg/ssa"
	"github.com/fluxcd/pkg/ssa/normalize"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestSecondApply applies every example as kustomize-controller does, on top of
// the objects of the operators, lets them write back, and applies it again: the
// second apply changes nothing.
func TestSecondApply(t *testing.T) {
	for _, release := range testbed.FullReleases(t) {
		require.NoError(t, cluster.Install(release))
		manager := newManager(t)
		examples, err := testbed.Examples(release, func(profile testbed.Object) {
			spec := profile["spec"].(testbed.Object)
			if delivery, ok := spec["delivery"].(testbed.Object); ok {
				delivery["tool"] = "Flux"
			} else {
				spec["delivery"] = testbed.Object{"tool": "Flux"}
			}
		})
		require.NoError(t, err)
		objects := 0
		for _, e := range examples {
			t.Run(release+"/"+e.Name, func(t *testing.T) {
				require.NoError(t, cluster.Namespaces(e.Objects))
				require.NoError(t, cluster.Bring(e, release))
				t.Cleanup(func() { clean(t, e) })
				first := apply(t, manager, e)
				assert.NotContains(t, first.ToGroupedMap(), ssa.SkippedAction)
				require.NoError(t, cluster.WriteBack())
				for _, o := range e.Objects {
					require.NoError(t, cluster.Bind(o))
				}
				second := apply(t, manager, e)
				for _, entry := range second.Entries {
					objects++
					want := ssa.UnchangedAction
					if entry.Subject == "Config/cluster" && disablesEncryption(e) {
						want = ssa.ConfiguredAction // the operator drops the value, and an apply restores it
					}
					assert.Equal(t, want, entry.Action, entry.Subject)
				}
			})
		}
		fmt.Printf("proof: Flux's second apply changes nothing in %s: %d examples, %d objects\n", release, len(examples), objects)
	}
}

// disablesEncryption reports whether the Config of an example sets encrypt: false.
func disablesEncryption(e testbed.Example) bool {
	for _, o := range e.Objects {
		if o["kind"] == "Config" {
			encrypt, set, _ := unstructured.NestedBool(o, "spec", "storage", "s3", "encrypt")
			return set && !encrypt
		}
	}
	return false
}

func newManager(t *testing.T) *ssa.ResourceManager {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", cluster.Kubeconfig)
	require.NoError(t, err)
	config.QPS = -1
	c, err := client.New(config, client.Options{})
	require.NoError(t, err)
	return ssa.NewResourceManager(c, polling.NewStatusPoller(c, c.RESTMapper(), polling.Options{}), ssa.Owner{Field: "kustomize-controller", Group: "kustomize.toolkit.fluxcd.io"})
}

// apply applies an example with the options of kustomize-controller.
func apply(t *testing.T, manager *ssa.ResourceManager, e testbed.Example) *ssa.ChangeSet {
	t.Helper()
	var objects []*unstructured.Unstructured
	for _, o := range e.Objects {
		objects = append(objects, (&unstructured.Unstructured{Object: o}).DeepCopy())
	}
	require.NoError(t, normalize.UnstructuredList(objects))
	manager.SetOwnerLabels(objects, "image-registry", "flux-system")
	options := ssa.DefaultApplyOptions()
	options.ForceSelector = map[string]string{"kustomize.toolkit.fluxcd.io/force": "Enabled"}
	options.ExclusionSelector = map[string]string{"kustomize.toolkit.fluxcd.io/reconcile": "Disabled"}
	options.IfNotPresentSelector = map[string]string{"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"}
	changes, err := manager.ApplyAllStaged(t.Context(), objects, options)
	require.NoError(t, err)
	return changes
}

func clean(t *testing.T, e testbed.Example) {
	t.Helper()
	for _, o := range append(testbed.Singletons(), e.Objects...) {
		assert.NoError(t, cluster.Delete(o))
	}
}
