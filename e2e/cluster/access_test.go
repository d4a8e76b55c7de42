package cluster

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// allowed waits until the API server applies a new role.
func allowed(t *testing.T, do func() error) {
	t.Helper()
	var err error
	for range 100 {
		if err = do(); testbed.Code(err) != 403 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	require.NoError(t, err)
}

func forbidden(t *testing.T, what string, _ testbed.Object, err error) {
	t.Helper()
	assert.Equal(t, 403, testbed.Code(err), "%s: %v", what, err)
}

func secret(namespace, name string) testbed.Object {
	return testbed.Object{"apiVersion": "v1", "kind": "Secret", "metadata": testbed.Object{"namespace": namespace, "name": name}}
}

// TestBucketReader tests the account that copies the credentials of a bucket
// claim: it can read that Secret and nothing else.
func TestBucketReader(t *testing.T) {
	require.NoError(t, cluster.Install(testbed.LastRelease(t)))
	examples, err := testbed.Examples(testbed.LastRelease(t), nil)
	require.NoError(t, err)
	tried := 0
	for _, e := range examples {
		claim, role := find(e.Objects, "ObjectBucketClaim"), find(e.Objects, "Role")
		if claim == nil || role == nil {
			continue
		}
		tried++
		t.Run(e.Name, func(t *testing.T) {
			require.NoError(t, cluster.Namespaces(e.Objects))
			t.Cleanup(func() { clean(t, e.Objects) })
			for _, o := range e.Objects {
				_, err := cluster.Apply(o, "test")
				require.NoError(t, err)
			}
			meta := claim["metadata"].(testbed.Object)
			namespace := fmt.Sprint(meta["namespace"])
			own, other := secret(namespace, fmt.Sprint(meta["name"])), secret(namespace, "another")
			elsewhere := secret("kube-system", fmt.Sprint(meta["name"]))
			for _, o := range []testbed.Object{own, other, elsewhere} {
				_, err := cluster.Create(o)
				require.NoError(t, err)
				defer cluster.Delete(o)
			}
			subject := find(e.Objects, "ServiceAccount")["metadata"].(testbed.Object)
			account := cluster.As(fmt.Sprint(subject["namespace"]), fmt.Sprint(subject["name"]))
			allowed(t, func() error { _, err := account.Get(own); return err })
			for what, o := range map[string]testbed.Object{"another secret": other, "another namespace": elsewhere, "the claim": claim, "the Config": find(e.Objects, "Config")} {
				live, err := account.Get(o)
				forbidden(t, what, live, err)
			}
			live, err := account.List(own)
			forbidden(t, "listing", live, err)
			live, err = account.Merge(own, `{"data":{}}`)
			forbidden(t, "changing", live, err)
			forbidden(t, "deleting", nil, account.Delete(own))
		})
	}
	require.Positive(t, tried)
	fmt.Printf("proof: the account of the SecretStore reads its one Secret and nothing else: %d examples\n", tried)
}

// TestStorageChanger tests the account of the step that changes the storage: it
// can read and patch the Config and nothing else.
func TestStorageChanger(t *testing.T) {
	require.NoError(t, cluster.Install(testbed.LastRelease(t)))
	examples, err := testbed.Examples(testbed.LastRelease(t), nil)
	require.NoError(t, err)
	for _, e := range examples {
		if e.Name != "storage-change" {
			continue
		}
		require.NoError(t, cluster.Namespaces(e.Objects))
		t.Cleanup(func() { clean(t, e.Objects) })
		for _, o := range e.Objects {
			_, err := cluster.Apply(o, "test")
			require.NoError(t, err)
		}
		config, claim := find(e.Objects, "Config"), find(e.Objects, "PersistentVolumeClaim")
		allowed(t, func() error { _, err := changer().Get(config); return err })
		allowed(t, func() error { _, err := changer().Merge(config, `{"spec":{"logLevel":"Debug"}}`); return err })
		another := testbed.Object{"apiVersion": config["apiVersion"], "kind": "Config", "metadata": testbed.Object{"name": "another"}}
		for what, o := range map[string]testbed.Object{"another Config": another, "the claim": claim, "secrets": secret("openshift-image-registry", "any"), "its own Job": find(e.Objects, "Job")} {
			live, err := changer().Get(o)
			forbidden(t, what, live, err)
		}
		live, err := changer().List(config)
		forbidden(t, "listing", live, err)
		live, err = changer().Update(config, "test")
		forbidden(t, "replacing", live, err)
		forbidden(t, "deleting", nil, changer().Delete(config))
		live, err = changer().Merge(claim, `{}`)
		forbidden(t, "changing the claim", live, err)
		fmt.Println("proof: the account of the storage change patches the Config and nothing else: 9 attempts rejected")
		return
	}
	t.Fatal("no example of a storage change")
}

func find(objects []testbed.Object, kind string) testbed.Object {
	for _, o := range objects {
		if o["kind"] == kind {
			return o
		}
	}
	return nil
}
