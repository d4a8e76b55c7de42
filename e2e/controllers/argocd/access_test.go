package argocd

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestAccess syncs a folder of the overlays: without access.yaml, the sync fails and
// names what is forbidden. With it, the next attempt goes on by itself; the namespace
// of a team that is missing holds up nothing but its RoleBinding. It runs first: the
// other tests grant permissions.
func TestAccess(t *testing.T) {
	files := rendered(t, filepath.Join(testbed.Root(), "overlays/rendered", destination))
	argo.commit(t, "access", files)
	app := argo.application(t, "application.yaml", "access")
	argo.deploy(t, app, parse(t, files)...)
	live := argo.await(t, app, "forbidden", failing("forbidden"))
	assert.Contains(t, at(live, "status", "operationState", "message"), controller)
	access := filepath.Join(testbed.Root(), "overlays/argocd/access.yaml")
	require.ErrorContains(t, argo.apply(argo.target, access), "platform-images") // applies the rest
	argo.await(t, app, "waiting for the namespace only", failing("platform-images"))
	config, err := argo.target.Get(testbed.Singletons()[0])
	require.NoError(t, err)
	assert.Equal(t, "Managed", at(config, "spec", "managementState"), "the Config is applied before")
	argo.create(t, argo.target, space("platform-images"))
	require.NoError(t, argo.apply(argo.target, access))
	argo.await(t, app, "synced", synced)
	prove(t, "Argo CD says what is forbidden, and goes on by itself after access.yaml; a missing namespace of a team holds up its RoleBinding only")
}

// TestForbiddenPrune removes an object from Git that no profile contains, so that
// access.yaml does not allow to delete it: Argo CD tries it until an administrator
// deletes it.
func TestForbiddenPrune(t *testing.T) {
	objects := argo.render(t, "baremetal-pvc")
	require.NoError(t, argo.target.Namespaces(objects))
	own := object{
		"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": object{"name": "by-hand", "namespace": "openshift-image-registry"},
		"spec": object{"accessModes": []any{"ReadWriteOnce"}, "resources": object{"requests": object{"storage": "1Gi"}}},
	}
	both := append(slices.Clone(objects), own)
	argo.commit(t, "by-hand", files(t, both))
	app := argo.application(t, "application.yaml", "by-hand")
	argo.deploy(t, app, both...)
	argo.await(t, app, "applied", func(app object) bool { return at(app, "status", "operationState", "phase") == "Succeeded" })
	argo.exists(t, argo.target, own)
	argo.commit(t, "by-hand", files(t, objects))
	argo.refresh(t, app)
	argo.await(t, app, "retried", func(app object) bool {
		count, _ := at(app, "status", "operationState", "retryCount").(float64)
		return count >= 2 && failing("cannot delete resource")(app)
	})
	require.NoError(t, argo.target.Delete(own))
	argo.await(t, app, "synced", synced)
	prove(t, "Argo CD retries to prune an object that it may not delete, and goes on by itself when an administrator has deleted it")
}
