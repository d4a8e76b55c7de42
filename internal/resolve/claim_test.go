package resolve_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestClaimErrors requires one error for each mistake in a generated claim, with the
// field that the user must change.
func TestClaimErrors(t *testing.T) {
	const nfs = "nfs: {server: a, path: /b}"
	for name, test := range map[string]struct{ create, field string }{
		"a volume smaller than the claim":        {"size: 100Gi, persistentVolume: {capacity: 99Gi, " + nfs + "}", "persistentVolume.capacity"},
		"a volume smaller than the default size": {"persistentVolume: {capacity: 50Gi, " + nfs + "}", "persistentVolume.capacity"},
		"a volume of the size of the claim":      {"size: 1Ti, persistentVolume: {" + nfs + "}", ""},
		"a volume without a source":              {"persistentVolume: {}", "persistentVolume"},
		"a volume with two sources":              {"persistentVolume: {" + nfs + ", csi: {driver: a, volumeHandle: b}}", "persistentVolume"},
		"another volume":                         {"volumeName: b, persistentVolume: {name: a, " + nfs + "}", "volumeName"},
		"the same volume":                        {"volumeName: a, persistentVolume: {name: a, " + nfs + "}", ""},
		"a provisioned class of a static volume": {"storageClassName: a, storageClass: {provisioner: b.example.com}, persistentVolume: {" + nfs + "}", "storageClass"},
		"a class without provisioner":            {"storageClassName: a, storageClass: {provisioner: kubernetes.io/no-provisioner}, persistentVolume: {" + nfs + "}", ""},
		"a local volume without a node":          {"persistentVolume: {local: {path: /a}}", "persistentVolume.local.nodeName"},
		"a local volume with a node twice":       {"persistentVolume: {local: {path: /a, nodeName: b}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}", "persistentVolume.local.nodeName"},
		"an affinity without nodes":              {"persistentVolume: {local: {path: /a}, nodeAffinity: {}}", "persistentVolume.nodeAffinity.required"},
		"a relative path":                        {"persistentVolume: {nfs: {server: a, path: b}}", "persistentVolume.nfs.path"},
		"a path to the parent":                   {"persistentVolume: {local: {path: /a/../b, nodeName: c}}", "persistentVolume.local.path"},
		"a selector of a named volume":           {"volumeName: a, selector: {matchLabels: {a: b}}", "selector"},
		"a selector of a static volume":          {"selector: {matchLabels: {a: b}}, persistentVolume: {" + nfs + "}", "selector"},
		"a selector of a provisioned class":      {"storageClassName: a, storageClass: {provisioner: b.example.com}, selector: {matchLabels: {a: b}}", "selector"},
		"an empty selector":                      {"selector: {}", "selector"},
		"a selector with a class":                {"storageClassName: a, selector: {matchLabels: {a: b}}", ""},
		"a source of a static volume":            {"dataSource: {kind: VolumeSnapshot, name: a}, persistentVolume: {" + nfs + "}", "dataSource"},
		"a source of a named volume":             {"dataSource: {kind: VolumeSnapshot, name: a}, volumeName: b", "dataSource"},
		"a source of a selected volume":          {"dataSource: {kind: VolumeSnapshot, name: a}, selector: {matchLabels: {a: b}}", "dataSource"},
		"a source of another kind":               {"dataSource: {kind: Secret, name: a}", "dataSource.kind"},
		"an annotation of a controller":          {"annotations: {pv.kubernetes.io/bind-completed: 'yes'}", "annotations[pv.kubernetes.io/bind-completed]"},
		"an annotation of a user":                {"annotations: {Backup.example.com/policy: daily}", ""},
		"an annotation with an invalid key":      {"annotations: {a b: c}", "annotations[a b]"},
		"a label with an invalid value":          {"labels: {a: b c}", "labels[a]"},
		"a driver whose name is too long":        {"persistentVolume: {csi: {driver: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, volumeHandle: b}}", "persistentVolume.csi.driver"},
		"a handle that is empty":                 {"persistentVolume: {csi: {driver: a, volumeHandle: ''}}", "persistentVolume.csi.volumeHandle"},
	} {
		t.Run(name, func(t *testing.T) {
			_, errs := parse(t, of(aws+"  storage: {pvc: {claim: c, create: {"+test.create+"}}}\n"))
			if test.field == "" {
				assert.Empty(t, errs)
				return
			}
			require.Len(t, errs, 1)
			assert.True(t, strings.HasPrefix(errs[0], "spec.storage.pvc.create."+test.field+": "), errs[0])
		})
	}
}

// TestVolumeDefaults requires the defaults of a static volume.
func TestVolumeDefaults(t *testing.T) {
	p, errs := parse(t, of(aws+"  storage: {pvc: {create: {size: 1Ti, persistentVolume: {local: {path: /a, nodeName: b}}}}}\n"))
	require.Empty(t, errs)
	create := p.Spec.Storage.PVC.Create
	assert.Equal(t, "openshift-image-registry-image-registry-storage", create.PersistentVolume.Name)
	assert.Equal(t, create.PersistentVolume.Name, create.VolumeName)
	assert.Equal(t, "1Ti", create.PersistentVolume.Capacity.String())
	assert.Equal(t, "Retain", create.PersistentVolume.ReclaimPolicy)
	assert.EqualValues(t, 1, *p.Spec.Registry.Replicas)
}
