package argocd

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// failing returns whether the current sync reports a text.
func failing(text string) func(object) bool {
	return func(app object) bool {
		return strings.Contains(fmt.Sprint(at(app, "status", "operationState")), text)
	}
}

// TestExamples syncs examples until they are healthy. The operators' own writes and a
// second comparison change nothing.
func TestExamples(t *testing.T) {
	examples, err := testbed.Examples(testbed.LastRelease(t), forArgoCD)
	require.NoError(t, err)
	tried := 0
	for _, example := range examples {
		if !full && !slices.Contains(short, example.Name) || !example.Complete() || example.Copies() {
			continue
		}
		tried++
		t.Run(example.Name, func(t *testing.T) {
			argo.allow(t, example.Profile)
			argo.commit(t, example.Name, files(t, example.Objects))
			require.NoError(t, argo.target.Namespaces(example.Objects))
			argo.claimed(t, example)
			seen := argo.operator.count()
			app := argo.application(t, "application.yaml", example.Name)
			argo.deploy(t, app, example.Objects...)
			live := argo.await(t, app, "synced", synced)
			argo.inWaves(t, example.Objects, argo.operator.since(seen))
			argo.quiet(t, live, settled)
		})
	}
	assert.GreaterOrEqual(t, tried, len(short))
	prove(t, "Argo CD syncs %d examples until they are healthy, in the order of their waves, and leaves them alone", tried)
}

// claimed creates the bucket claim that exists before the sync of an example, if it names
// one, and the Config of the platform.
func (e *engine) claimed(t *testing.T, example testbed.Example) {
	t.Helper()
	for _, store := range []string{"cephRGW", "noobaa"} {
		name, ok := at(example.Profile, "spec", "storage", store, "existingClaim").(string)
		if !ok {
			continue
		}
		config := testbed.Bootstrapped(example.Platform)
		require.NoError(t, e.target.Delete(config))
		namespace := "openshift-image-registry"
		if n, ok := at(example.Profile, "spec", "storage", store, "namespace").(string); ok {
			namespace = n
		}
		meta := object{"namespace": namespace, "name": name}
		claim := object{"apiVersion": "objectbucket.io/v1alpha1", "kind": "ObjectBucketClaim", "metadata": meta, "spec": object{"generateBucketName": name, "storageClassName": "any"}}
		e.create(t, e.target, config, claim)
		t.Cleanup(func() {
			for _, o := range []object{claim, {"apiVersion": "v1", "kind": "Secret", "metadata": meta}, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta}} {
				require.NoError(t, e.target.Delete(o))
			}
		})
	}
}

// TestDrift lets the operator write to a Config, and then an administrator.
func TestDrift(t *testing.T) {
	app, objects := argo.sync(t, "drift", "aws-s3")
	config, err := argo.target.Get(one(objects, "Config"))
	require.NoError(t, err)
	assert.NotEmpty(t, at(config, "spec", "httpSecret"), "the operator has written")
	assert.Contains(t, fmt.Sprint(at(config, "metadata", "managedFields")), "cluster-image-registry-operator")
	wait := 20 * time.Second
	if full {
		wait = time.Minute
	}
	argo.quiet(t, app, wait)
	prove(t, "after the writes of the operator, Argo CD starts no sync for %s", wait)

	_, err = argo.target.Merge(config, `{"spec":{"replicas":7,"logLevel":"TraceAll"}}`)
	require.NoError(t, err)
	want := at(one(objects, "Config"), "spec", "replicas")
	require.Eventually(t, func() bool {
		live, err := argo.target.Get(config)
		return err == nil && at(live, "spec", "replicas") == want
	}, patience, 200*time.Millisecond, "replicas are as in Git")
	argo.quiet(t, argo.await(t, app, "synced", synced), settled)
	config, err = argo.target.Get(config)
	require.NoError(t, err)
	assert.Equal(t, "TraceAll", at(config, "spec", "logLevel"), "a field that is not in Git remains")
	prove(t, "Argo CD reverts drift of fields in Git, and leaves the others")
}

// TestSettings changes what the operator reports: the health checks of the settings
// tell it to the Application.
func TestSettings(t *testing.T) {
	app, objects := argo.sync(t, "settings", "baremetal-pvc")
	report := func(kind, status string) {
		config, err := argo.target.Get(one(objects, "Config"))
		require.NoError(t, err)
		_, err = argo.target.Status(config, fmt.Sprintf(`{"conditions":[
			{"type":"Available","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},
			{"type":%q,"status":%q,"lastTransitionTime":"2026-01-01T00:00:00Z"}]}`, kind, status))
		require.NoError(t, err)
	}
	health := func(want string) {
		t.Helper()
		live := argo.await(t, app, want, func(app object) bool { return at(app, "status", "health", "status") == want })
		assert.Equal(t, "Synced", at(live, "status", "sync", "status"))
	}
	report("Progressing", "True")
	health("Progressing")
	report("Degraded", "True")
	health("Degraded")
	report("ImageRegistryCertificatesControllerDegraded", "True")
	health("Degraded")
	report("Degraded", "False")
	health("Healthy")
	prove(t, "the health checks report the operator's conditions in the Application")
}

// TestRemoved removes objects from Git: what holds images and credentials remains,
// without a sync that never ends, and all else is deleted. Deleting the Application
// deletes neither.
func TestRemoved(t *testing.T) {
	profile := argo.profile(t, "odf-noobaa")
	profile["spec"].(object)["access"] = []any{object{"role": "registry-viewer", "namespaces": []any{"team-a"}, "subjects": []any{object{"kind": "Group", "name": "developers"}}}}
	objects := argo.renderProfile(t, profile)
	require.NoError(t, argo.target.Namespaces(objects))
	argo.commit(t, "removed", files(t, objects))
	app := argo.application(t, "application.yaml", "removed")
	argo.deploy(t, app, objects...)
	argo.await(t, app, "synced", synced)
	claim, bundle := one(objects, "ObjectBucketClaim"), one(objects, "ConfigMap")
	access := objects[slices.IndexFunc(objects, func(o object) bool { return at(o, "metadata", "namespace") == "team-a" })]
	_, err := argo.target.Get(access)
	require.NoError(t, err)
	kept := slices.DeleteFunc(slices.Clone(objects), func(o object) bool {
		return o["kind"] == claim["kind"] || at(o, "metadata", "namespace") == "team-a"
	})
	argo.commit(t, "removed", files(t, kept))
	argo.refresh(t, app)
	argo.gone(t, argo.target, access)
	argo.quiet(t, argo.await(t, app, "synced without the claim", synced), settled)
	_, err = argo.target.Get(claim)
	require.NoError(t, err)
	prove(t, "Argo CD prunes an object that Git no longer has, keeps the claim of a bucket, and stays Synced")

	_, err = argo.hub.Merge(app, `{"metadata":{"finalizers":["resources-finalizer.argocd.argoproj.io"]}}`)
	require.NoError(t, err)
	require.NoError(t, argo.hub.Remove(app))
	argo.gone(t, argo.hub, app)
	for _, kept := range []object{claim, one(objects, "SecretStore"), one(objects, "ExternalSecret"), one(objects, "Config"), bundle} {
		_, err := argo.target.Get(kept)
		assert.NoError(t, err, kept["kind"])
	}
	prove(t, "deleting an Application with its finalizer deletes neither the claim, the credentials nor the Config")
}

// waits is a time within which Argo CD would go on to the next wave.
const waits = 3 * time.Second

// TestWaves lets the operators report one wave after the other.
func TestWaves(t *testing.T) {
	kinds := []string{"ObjectBucketClaim", "SecretStore", "ExternalSecret", "Config"}
	hold := func(kind string, hold bool) {
		argo.operator.change(func() { argo.operator.hold[kind] = hold })
	}
	objects := argo.render(t, "odf-noobaa")
	argo.commit(t, "waves", files(t, objects))
	app := argo.application(t, "application.yaml", "waves")
	argo.deploy(t, app, objects...)
	for _, kind := range kinds {
		hold(kind, true)
		defer hold(kind, false)
	}
	for i, kind := range kinds[:len(kinds)-1] {
		argo.exists(t, argo.target, one(objects, kind))
		time.Sleep(waits)
		if next := kinds[i+1]; next != "Config" {
			_, err := argo.target.Get(one(objects, next))
			assert.Equal(t, 404, testbed.Code(err), "%s waits for %s", next, kind)
		}
		config, err := argo.target.Get(one(objects, "Config"))
		require.NoError(t, err)
		assert.Equal(t, "Removed", at(config, "spec", "managementState"), "the Config waits for %s", kind)
		hold(kind, false)
	}
	// The sync does not wait for the last wave, but the Application is not healthy.
	argo.await(t, app, "waiting for the Config", func(app object) bool {
		return at(app, "status", "operationState", "phase") == "Succeeded" && at(app, "status", "health", "status") == "Progressing"
	})
	hold("Config", false)
	argo.await(t, app, "synced", synced)
	prove(t, "each wave waits for the one before: %s", strings.Join(kinds, ", "))
}

// TestStorageChange syncs another storage type: the hook replaces the stanza, and
// the Config never has two types.
func TestStorageChange(t *testing.T) {
	app, old := argo.sync(t, "change", "baremetal-emptydir")
	objects := argo.render(t, "storage-change")
	t.Cleanup(func() { argo.forget(t, app, objects) })
	config := one(objects, "Config")
	types := func() []string {
		live, err := argo.target.Get(config)
		require.NoError(t, err)
		return testbed.StorageTypes(live)
	}
	argo.operator.change(func() { argo.operator.failures["image-registry-storage-change"] = 1 })
	require.NoError(t, argo.target.Namespaces(objects))
	argo.commit(t, "change", files(t, objects))
	argo.refresh(t, app)
	argo.await(t, app, "waiting for the hook", failing("waiting for completion of hook batch/Job/image-registry-storage-change"))
	time.Sleep(waits)
	assert.Equal(t, testbed.StorageTypes(one(old, "Config")), types(), "after a failed attempt")
	live := argo.await(t, app, "synced", func(app object) bool { return synced(app) && slices.Equal(types(), testbed.StorageTypes(config)) })
	argo.gone(t, argo.target, one(objects, "Job"))
	argo.quiet(t, live, settled)
	prove(t, "the hook changes the storage type before Argo CD applies the Config, repeats a failed attempt, and is deleted")
}
