package cluster

import (
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

const (
	bucketAccount = "image-registry-bucket"
	namespace     = "openshift-image-registry"
	credentials   = "image-registry-private-configuration-user"
)

func claimProfile(platform, release string, noobaa testbed.Object) testbed.Object {
	return testbed.Object{
		"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": testbed.Object{"name": "test"},
		"spec": testbed.Object{
			"openshift":   testbed.Object{"version": release, "platform": platform},
			"storage":     testbed.Object{"noobaa": noobaa},
			"credentials": testbed.Object{"objectBucketClaim": testbed.Object{"method": "Job"}},
			"delivery":    testbed.Object{"tool": "ArgoCD", "image": "registry.example.com/cli:latest"},
		},
	}
}

// bucketStep applies the accounts and roles of the Job of a bucket claim, and
// returns the Job.
func bucketStep(t *testing.T, profile testbed.Object, release string) *testbed.Step {
	t.Helper()
	manifests, err := testbed.Render(profile, release)
	require.NoError(t, err)
	step := testbed.JobStep(manifests, bucketAccount)
	step.Env = append(step.Env, "ATTEMPTS=1") // the last value has precedence
	require.NoError(t, cluster.Namespaces(manifests))
	t.Cleanup(func() { clean(t, step.Objects) })
	for _, o := range step.Objects {
		_, err := cluster.Apply(o, "argocd-controller")
		require.NoError(t, err, o["kind"])
	}
	t.Cleanup(func() { require.NoError(t, cluster.Delete(secret(namespace, credentials))) })
	return step
}

// provision does what the provisioner does for a claim.
func provision(t *testing.T, namespace, claim, bucket string, keys [2]string) {
	t.Helper()
	s := secret(namespace, claim)
	s["stringData"] = testbed.Object{"AWS_ACCESS_KEY_ID": keys[0], "AWS_SECRET_ACCESS_KEY": keys[1]}
	m := configMap(namespace, claim)
	m["data"] = testbed.Object{"BUCKET_NAME": bucket, "BUCKET_HOST": "s3.openshift-storage.svc", "BUCKET_PORT": "443"}
	for _, o := range []testbed.Object{s, m} {
		_, err := cluster.Apply(o, "provisioner")
		require.NoError(t, err)
	}
	t.Cleanup(func() { clean(t, []testbed.Object{s, m}) })
}

func configMap(namespace, name string) testbed.Object {
	return testbed.Object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": testbed.Object{"namespace": namespace, "name": name}}
}

func runBucketJob(t *testing.T, step *testbed.Step) (string, error) {
	t.Helper()
	return runScript(t, step, bucketAccount)
}

var firstKeys, secondKeys = [2]string{secrets[0], secrets[1]}, [2]string{secrets[2], secrets[3]}

// assertCredentials requires that the Secret of the operator has the keys.
func assertCredentials(t *testing.T, keys [2]string) testbed.Object {
	t.Helper()
	live, err := cluster.Get(secret(namespace, credentials))
	require.NoError(t, err)
	data := live["data"].(testbed.Object)
	for i, key := range []string{"REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"} {
		assert.Equal(t, base64.StdEncoding.EncodeToString([]byte(keys[i])), data[key])
	}
	return live
}

// TestBucketCredentials runs the Job that copies the credentials of a claim, with
// its own account.
func TestBucketCredentials(t *testing.T) {
	release := testbed.LastRelease(t)
	require.NoError(t, cluster.Install(release))
	for _, in := range []string{namespace, "openshift-storage"} {
		t.Run(in, func(t *testing.T) {
			step := bucketStep(t, claimProfile("None", release, testbed.Object{"bucketName": "images", "namespace": in}), release)
			ready(t, secret(in, "images"))

			out, err := runBucketJob(t, step)
			require.Error(t, err)
			assert.Contains(t, out, in+"/images", "the Secret does not exist")
			half := secret(in, "images")
			half["stringData"] = testbed.Object{"AWS_ACCESS_KEY_ID": firstKeys[0]}
			_, err = cluster.Apply(half, "provisioner")
			require.NoError(t, err)
			_, err = runBucketJob(t, step)
			require.Error(t, err, "a key is missing")
			_, err = cluster.Get(secret(namespace, credentials))
			require.Equal(t, 404, testbed.Code(err))

			provision(t, in, "images", "images", firstKeys)
			_, err = runBucketJob(t, step)
			require.NoError(t, err)
			first := assertCredentials(t, firstKeys)
			metadata := first["metadata"].(testbed.Object)
			assert.Equal(t, "Opaque", first["type"])
			for _, owner := range []string{"ownerReferences", "labels", "annotations"} {
				assert.NotContains(t, metadata, owner)
			}
			out, err = runBucketJob(t, step)
			require.NoError(t, err)
			assert.Contains(t, out, "nothing to do")
			assert.Equal(t, first, assertCredentials(t, firstKeys), "the second run writes nothing")

			provision(t, in, "images", "images", secondKeys)
			_, err = runBucketJob(t, step)
			require.NoError(t, err)
			assertCredentials(t, secondKeys)

			// Another creator wrote the Secret, with a key of its own.
			require.NoError(t, cluster.Delete(secret(namespace, credentials)))
			other := secret(namespace, credentials)
			other["stringData"] = testbed.Object{"REGISTRY_STORAGE_S3_ACCESSKEY": "other", "REGISTRY_STORAGE_S3_SECRETKEY": "other", "comment": "kept"}
			_, err = cluster.Create(other)
			require.NoError(t, err)
			_, err = runBucketJob(t, step)
			require.NoError(t, err)
			assert.Contains(t, assertCredentials(t, secondKeys)["data"], "comment")

			needsAll(t, step, func() { require.NoError(t, cluster.Delete(secret(namespace, credentials))) })
		})
	}
	fmt.Println("proof: the Job copies the credentials of a bucket claim, with exactly its permissions")
}

// TestExistingClaim runs the Job that writes the storage of a claim with a
// generated name, from a new cluster to a claim that was created again.
func TestExistingClaim(t *testing.T) {
	releases := testbed.FullReleases(t)
	if os.Getenv("FULL") == "" { // a minute for each release
		releases = releases[len(releases)-1:]
	}
	for _, release := range releases {
		for _, platform := range []string{"AWS", "None"} {
			t.Run(release+"/"+platform, func(t *testing.T) { existingClaim(t, release, platform) })
		}
	}
	fmt.Println("proof: the Job writes the whole storage of a claim with a generated name, and no Config without a bucket")
}

func existingClaim(t *testing.T, release, platform string) {
	require.NoError(t, cluster.Install(release))
	const in = "openshift-storage"
	noobaa := testbed.Object{"existingClaim": "images", "namespace": in}
	profile := claimProfile(platform, release, noobaa)
	step := bucketStep(t, profile, release)
	manifests, err := testbed.Render(profile, release)
	require.NoError(t, err)
	manifest := manifests[slices.IndexFunc(manifests, func(o testbed.Object) bool { return o["kind"] == "Config" })]
	require.NotContains(t, manifest["spec"], "storage", "Git does not own the storage")
	bootstrap := func() {
		t.Helper()
		require.NoError(t, cluster.Delete(testbed.Bootstrapped(platform)))
		require.NoError(t, cluster.Delete(secret(namespace, credentials)))
		_, err := cluster.Create(testbed.Bootstrapped(platform))
		require.NoError(t, err)
	}
	bootstrap()
	t.Cleanup(func() { clean(t, []testbed.Object{testbed.Bootstrapped(platform)}) })
	live := func() testbed.Object {
		t.Helper()
		o, err := cluster.Get(manifest)
		require.NoError(t, err)
		return o
	}
	generation := func() any { return live()["metadata"].(testbed.Object)["generation"] }
	storage := func() testbed.Object { s, _ := live()["spec"].(testbed.Object)["storage"].(testbed.Object); return s }
	refused := func(message string) {
		t.Helper()
		before := live()
		out, err := runBucketJob(t, step)
		require.Error(t, err)
		assert.Contains(t, out, message)
		assert.Equal(t, before, live(), "a refused run changes nothing")
	}
	ready(t, secret(in, "images"))

	refused(in + "/images") // the claim is not bound
	provision(t, in, "images", "", firstKeys)
	refused("BUCKET_NAME")
	provision(t, in, "images", "images-1", firstKeys)
	want := testbed.Object{"managementState": "Unmanaged", "s3": testbed.Object{
		"bucket": "images-1", "region": "us-east-1", "regionEndpoint": "http://s3.openshift-storage.svc",
		"virtualHostedStyle": false, "trustedCA": testbed.Object{"name": ""},
	}}
	start := generation()
	_, err = runBucketJob(t, step)
	require.NoError(t, err)
	assertCredentials(t, firstKeys)
	assert.Equal(t, want, storage(), "nothing of the operator's own bucket remains")
	assert.Equal(t, start.(float64)+1, generation(), "one change of the Config")
	assert.EqualValues(t, 2, live()["spec"].(testbed.Object)["replicas"])

	written := live()
	out, err := runBucketJob(t, step)
	require.NoError(t, err)
	assert.Contains(t, out, "nothing to do")
	assert.Equal(t, written, live(), "the second run changes nothing")
	_, err = cluster.Apply(manifest, "argocd-controller")
	require.NoError(t, err)
	require.NoError(t, cluster.WriteBack())
	before := generation()
	_, err = runBucketJob(t, step)
	require.NoError(t, err)
	assert.Equal(t, before, generation(), "nothing to do after a write of the operator")
	assert.Equal(t, want, storage())

	// Git contained the storage before, and drops it.
	bootstrap()
	old := claimProfile(platform, release, testbed.Object{"bucketName": "images-1", "namespace": in})
	objects, err := testbed.Render(old, release)
	require.NoError(t, err)
	require.NoError(t, cluster.Delete(manifest))
	_, err = cluster.Apply(find(objects, "Config"), "argocd-controller")
	require.NoError(t, err)
	_, err = runBucketJob(t, step)
	require.NoError(t, err)
	_, err = cluster.Apply(manifest, "argocd-controller")
	require.NoError(t, err)
	assert.Equal(t, "images-1", storage()["s3"].(testbed.Object)["bucket"], "the bucket remains when Git drops it")

	// The claim was deleted and created again.
	provision(t, in, "images", "images-2", secondKeys)
	refused("images-1")
	assertCredentials(t, firstKeys)
	profile["spec"].(testbed.Object)["delivery"].(testbed.Object)["storageChange"] = testbed.Object{"from": "s3"}
	changed := bucketStep(t, profile, release)
	_, err = runBucketJob(t, changed)
	require.NoError(t, err)
	assert.Equal(t, "images-2", storage()["s3"].(testbed.Object)["bucket"])
	assertCredentials(t, secondKeys)

	if release != testbed.LastRelease(t) {
		return
	}
	// Another storage type, and a bucket elsewhere.
	for from, stanza := range stanzas {
		require.NoError(t, cluster.Delete(manifest))
		o := testbed.Bootstrapped("None")
		o["spec"].(testbed.Object)["storage"] = testbed.Object{from: stanza, "managementState": "Unmanaged"}
		_, err := cluster.Create(o)
		require.NoError(t, err)
		refused("spec.delivery.storageChange.from to " + from)
		if platform == "AWS" {
			continue
		}
		profile["spec"].(testbed.Object)["delivery"].(testbed.Object)["storageChange"] = testbed.Object{"from": from}
		_, err = runBucketJob(t, bucketStep(t, profile, release))
		require.NoError(t, err)
		assert.Equal(t, []string{"s3"}, testbed.StorageTypes(live()))
	}
	if platform == "AWS" {
		needsAll(t, step, bootstrap)
	}
}

// ready waits until the account of the Job can read the Secret of the claim.
func ready(t *testing.T, s testbed.Object) {
	t.Helper()
	allowed(t, func() error {
		_, err := cluster.As(namespace, bucketAccount).Get(s)
		if testbed.Code(err) == 404 {
			return nil
		}
		return err
	})
}

// needsAll requires that the Job fails without any one of its permissions, and
// succeeds with all of them.
func needsAll(t *testing.T, step *testbed.Step, reset func()) {
	t.Helper()
	eventually := func(what string, ok func(error) bool) {
		t.Helper()
		var err error
		for range 20 {
			reset()
			if _, err = runBucketJob(t, step); ok(err) {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("%s: %v", what, err)
	}
	removed := 0
	for _, o := range step.Objects {
		rules, _ := o["rules"].([]any)
		for i, rule := range rules {
			verbs := rule.(testbed.Object)["verbs"].([]any)
			for j, verb := range verbs {
				rule.(testbed.Object)["verbs"] = append([]any{"list"}, slices.Delete(slices.Clone(verbs), j, j+1)...)
				_, err := cluster.Apply(o, "argocd-controller")
				require.NoError(t, err)
				eventually(fmt.Sprintf("%s, rule %d without %s succeeds", o["kind"], i, verb), func(err error) bool { return err != nil })
				removed++
				rule.(testbed.Object)["verbs"] = verbs
			}
			_, err := cluster.Apply(o, "argocd-controller")
			require.NoError(t, err)
		}
	}
	require.Positive(t, removed)
	eventually("all permissions", func(err error) bool { return err == nil })
}
