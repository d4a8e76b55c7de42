// Package secrets runs the controllers of External Secrets on the generated
// SecretStores and ExternalSecrets.
package secrets

import (
	"encoding/base64"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

var cluster *testbed.Cluster

func TestMain(m *testing.M) { os.Exit(testbed.Main(m, &cluster)) }

// operatorSecret is the Secret that the registry operator reads.
var operatorSecret = named("Secret", "openshift-image-registry", "image-registry-private-configuration-user")

// operatorKeys are the keys that the operator requires in it, in the order of
// claimKeys.
var operatorKeys = []string{"REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"}

// claimKeys are the keys in the Secret that the provisioners of NooBaa and of Rook
// write for a bucket claim.
var claimKeys = []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}

// TestBucketCredentials applies examples with a SecretStore, and plays the
// provisioner of their bucket claim.
func TestBucketCredentials(t *testing.T) {
	require.NoError(t, cluster.Install(testbed.LastRelease(t)))
	start(t)
	examples, err := testbed.Examples(testbed.LastRelease(t), nil)
	require.NoError(t, err)
	tried := 0
	for _, e := range examples {
		short := e.Name == "odf-noobaa" || e.Name == "odf-ceph-rgw"
		if find(e.Objects, "SecretStore") == nil || find(e.Objects, "ObjectBucketClaim") == nil || !short && os.Getenv("FULL") == "" {
			continue
		}
		tried++
		t.Run(e.Name, func(t *testing.T) { bucketCredentials(t, e) })
	}
	require.GreaterOrEqual(t, tried, 2)
	if !t.Failed() {
		fmt.Printf("proof: External Secrets %s writes the operator's keys for %d examples, with their account and role only; it follows a rotation, and no deletion removes the credentials\n", release(t), tried)
	}
}

func bucketCredentials(t *testing.T, e testbed.Example) {
	require.NoError(t, cluster.Namespaces(e.Objects))
	claim := find(e.Objects, "ObjectBucketClaim")["metadata"].(testbed.Object)
	source := named("Secret", fmt.Sprint(claim["namespace"]), fmt.Sprint(claim["name"]))
	// As kube-controller-manager publishes it in every namespace.
	root := named("ConfigMap", "openshift-image-registry", "kube-root-ca.crt")
	root["data"] = testbed.Object{"ca.crt": cluster.CA(t)}
	t.Cleanup(func() {
		for _, o := range append(testbed.Singletons(), append(e.Objects, source, root, operatorSecret)...) {
			assert.NoError(t, cluster.Delete(o))
		}
	})
	apply(t, append([]testbed.Object{root}, e.Objects...)...)
	reference, store := find(e.Objects, "ExternalSecret"), find(e.Objects, "SecretStore")
	waitFor(t, store, "Ready", "True")

	// Before the provisioner has created the bucket, and with a half-filled Secret.
	waitFor(t, reference, "Ready", "False")
	missing(t, operatorSecret)
	provision(t, source, "first-access-key")
	refresh(t, reference)
	testbed.Eventually(t, "an event names the missing key", func() (bool, any) { return happened(t, claimKeys[1]) })
	c := condition(t, reference, "Ready")
	assert.Equal(t, []any{"False", "SecretSyncedError", "could not get secret data from provider"}, []any{c["status"], c["reason"], c["message"]})
	missing(t, operatorSecret)

	// With both keys.
	provision(t, source, "first-access-key", "first-secret-key")
	refresh(t, reference)
	live := credentials(t, "first-access-key", "first-secret-key")
	waitFor(t, reference, "Ready", "True")
	meta := live["metadata"].(testbed.Object)
	assert.NotContains(t, meta, "ownerReferences", "a deletion of the ExternalSecret would delete the credentials")
	assert.Len(t, live["data"], len(operatorKeys))

	// The keys follow the provisioner at the refresh interval, without a change
	// of the reference. An hour is too long for a test.
	_, err := cluster.Merge(reference, `{"spec":{"refreshInterval":"1s"}}`)
	require.NoError(t, err)
	provision(t, source, "second-access-key", "second-secret-key")
	credentials(t, "second-access-key", "second-secret-key")
	provision(t, source, "third-access-key", "third-secret-key")
	credentials(t, "third-access-key", "third-secret-key")

	permissions(t, e, source)

	// No deletion removes the credentials.
	require.NoError(t, cluster.Delete(source))
	waitFor(t, reference, "Ready", "False")
	kept(t, "third-access-key", "third-secret-key")
	require.NoError(t, cluster.Delete(reference))
	testbed.Eventually(t, "the ExternalSecret is deleted", func() (bool, any) {
		_, err := cluster.Get(reference)
		return testbed.Code(err) == 404, err
	})
	time.Sleep(2 * time.Second) // longer than a reconciliation
	kept(t, "third-access-key", "third-secret-key")
}

// permissions requires that the store works with the rule of the emitted role, and
// without it not, and that the account can do nothing else.
func permissions(t *testing.T, e testbed.Example, source testbed.Object) {
	t.Helper()
	account, role := find(e.Objects, "ServiceAccount")["metadata"].(testbed.Object), find(e.Objects, "Role")
	as := cluster.As(fmt.Sprint(account["namespace"]), fmt.Sprint(account["name"]))
	_, err := as.Get(source)
	require.NoError(t, err)
	_, err = as.List(source)
	assert.Equal(t, 403, testbed.Code(err), "list secrets: %v", err)
	_, err = as.Get(operatorSecret)
	assert.Equal(t, 403, testbed.Code(err), "get another secret: %v", err)

	reference := find(e.Objects, "ExternalSecret")
	rules := role["rules"]
	weak := named("Role", fmt.Sprint(role["metadata"].(testbed.Object)["namespace"]), fmt.Sprint(role["metadata"].(testbed.Object)["name"]))
	weak["apiVersion"] = "rbac.authorization.k8s.io/v1"
	weak["rules"] = []any{testbed.Object{"apiGroups": []any{""}, "resources": []any{"secrets"}, "resourceNames": []any{claimName(source)}, "verbs": []any{"list"}}}
	apply(t, weak)
	waitFor(t, reference, "Ready", "False")
	weak["rules"] = rules
	apply(t, weak)
	waitFor(t, reference, "Ready", "True")
}

func claimName(source testbed.Object) any { return source["metadata"].(testbed.Object)["name"] }

// provision writes the Secret of a claim with the given values of its keys.
func provision(t *testing.T, source testbed.Object, values ...string) {
	t.Helper()
	s := named("Secret", fmt.Sprint(source["metadata"].(testbed.Object)["namespace"]), fmt.Sprint(claimName(source)))
	data := testbed.Object{}
	for i, value := range values {
		data[claimKeys[i]] = base64.StdEncoding.EncodeToString([]byte(value))
	}
	s["data"] = data
	_, err := cluster.Apply(s, "provisioner")
	require.NoError(t, err)
}

// credentials waits until the Secret of the operator has the values, and returns
// it.
func credentials(t *testing.T, values ...string) testbed.Object {
	t.Helper()
	var live testbed.Object
	require.True(t, testbed.Eventually(t, "credentials of the operator", func() (bool, any) {
		var err error
		live, err = cluster.Get(operatorSecret)
		if err != nil {
			return false, err
		}
		return has(live, values), live["data"]
	}))
	return live
}

func kept(t *testing.T, values ...string) {
	t.Helper()
	live, err := cluster.Get(operatorSecret)
	require.NoError(t, err, "the credentials must stay")
	assert.True(t, has(live, values), live["data"])
}

func has(live testbed.Object, values []string) bool {
	data, _ := live["data"].(testbed.Object)
	for i, value := range values {
		if data[operatorKeys[i]] != base64.StdEncoding.EncodeToString([]byte(value)) {
			return false
		}
	}
	return true
}

func missing(t *testing.T, o testbed.Object) {
	t.Helper()
	_, err := cluster.Get(o)
	require.Equal(t, 404, testbed.Code(err), "%v", err)
}
