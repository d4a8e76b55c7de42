package cluster

import (
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// stanzas are the storage types that may remain in a Config.
var stanzas = map[string]testbed.Object{
	"emptyDir": {},
	"s3":       {"bucket": "old", "region": "eu-west-1", "virtualHostedStyle": false, "trustedCA": testbed.Object{"name": ""}},
	"gcs":      {"bucket": "old"},
	"azure":    {"accountName": "old", "container": "old"},
	"swift":    {"container": "old"},
	"ibmcos":   {"bucket": "old"},
	"pvc":      {"claim": "old"},
	"oss":      {"bucket": "old"},
}

// newTypes are the storage types to which the profiles of tests change.
var newTypes = map[string]testbed.Object{
	"emptyDir": {"emptyDir": testbed.Object{}},
	"s3":       {"s3": testbed.Object{"bucket": "new", "region": "eu-west-1"}},
	"gcs":      {"gcs": testbed.Object{"bucket": "new"}},
	"azure":    {"azure": testbed.Object{"accountName": "new", "container": "new"}},
	"swift":    {"swift": testbed.Object{"container": "new"}},
	"ibmcos":   {"ibmcos": testbed.Object{"bucket": "new", "serviceInstanceCRN": "crn:v1:bluemix:public:cloud-object-storage:global:a/0123456789abcdef0123456789abcdef:11111111-2222-3333-4444-555555555555::"}},
	"pvc":      {"pvc": testbed.Object{"claim": "new", "accessModes": []any{"ReadWriteOnce"}}},
}

// platformOf returns a platform on which the operator can use a storage type.
func platformOf(storageType string) string {
	if storageType == "ibmcos" {
		return "IBMCloud"
	}
	return "None"
}

// TestStoreChange runs the rendered step from the operator's bucket on AWS to a
// store of the same type that is not AWS. The step leaves nothing of the old stanza.
// After each of two writes of the operator, an apply restores encrypt and changes
// nothing else.
func TestStoreChange(t *testing.T) {
	for _, release := range testbed.FullReleases(t) {
		t.Run(release, func(t *testing.T) {
			require.NoError(t, cluster.Install(release))
			profile := testbed.Object{
				"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": testbed.Object{"name": "test"},
				"spec": testbed.Object{
					"openshift": testbed.Object{"version": release, "platform": "AWS"},
					"storage":   testbed.Object{"noobaa": testbed.Object{"bucketName": "new"}},
				},
			}
			step, err := testbed.Change(profile, "s3", release)
			require.NoError(t, err)
			manifests, err := testbed.Render(profile, release)
			require.NoError(t, err)
			config := manifests[slices.IndexFunc(manifests, func(o testbed.Object) bool { return o["kind"] == "Config" })]
			require.NoError(t, cluster.Namespaces(step.Objects))
			t.Cleanup(func() { clean(t, step.Objects) })
			live := testbed.Bootstrapped("AWS")
			require.NoError(t, cluster.Delete(live))
			old := live["spec"].(testbed.Object)["storage"].(testbed.Object)["s3"].(testbed.Object)
			old["keyID"], old["virtualHostedStyle"] = "arn:aws:kms:eu-west-1:123456789012:alias/registry", true
			_, err = cluster.Create(live)
			require.NoError(t, err)
			for _, o := range step.Objects {
				_, err := cluster.Apply(o, "argocd-controller")
				require.NoError(t, err, o["kind"])
			}
			storage := func() any {
				live, err := cluster.Get(config)
				require.NoError(t, err)
				return live["spec"].(testbed.Object)["storage"]
			}
			want := config["spec"].(testbed.Object)["storage"]
			assert.Contains(t, runStep(t, step), "patched")
			assert.Equal(t, want, storage(), "the whole stanza is replaced")
			for range 2 {
				require.NoError(t, cluster.WriteBack())
				assert.Contains(t, runStep(t, step), "nothing to do")
				_, err := cluster.Apply(config, "argocd-controller")
				require.NoError(t, err)
				assert.Equal(t, want, storage())
			}
			assert.Equal(t, testbed.Secret, httpSecret(t))
		})
	}
}

// TestStorageChange runs the rendered step of spec.delivery.storageChange with
// its own account, from each type to each other type.
func TestStorageChange(t *testing.T) {
	for _, release := range testbed.FullReleases(t) {
		require.NoError(t, cluster.Install(release))
		cases := 0
		for from := range stanzas {
			for i, to := range slices.Sorted(maps.Keys(newTypes)) {
				// All pairs in the newest release, one for each type in the
				// others.
				if from == to || release != testbed.LastRelease(t) && i != len(from)%len(newTypes) {
					continue
				}
				cases++
				t.Run(fmt.Sprint(release, "/", from, "-to-", to), func(t *testing.T) { changeStorage(t, release, from, to) })
			}
		}
		fmt.Printf("proof: storage changed in %s: %d pairs of types, with the step and without\n", release, cases)
	}
}

func changeStorage(t *testing.T, release, from, to string) {
	profile := testbed.Object{
		"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": testbed.Object{"name": "test"},
		"spec": testbed.Object{
			"openshift": testbed.Object{"version": release, "platform": platformOf(to), "environment": "NonProduction"},
			"storage":   newTypes[to],
		},
	}
	if to != "emptyDir" && to != "pvc" && to != "ibmcos" { // not the storage of the platform
		profile["spec"].(testbed.Object)["credentials"] = testbed.Object{"existingSecret": testbed.Object{}}
	}
	step, err := testbed.Change(profile, from, release)
	require.NoError(t, err)
	manifests, err := testbed.Render(profile, release)
	require.NoError(t, err)
	config := manifests[slices.IndexFunc(manifests, func(o testbed.Object) bool { return o["kind"] == "Config" })]
	require.NoError(t, cluster.Namespaces(step.Objects))
	t.Cleanup(func() { clean(t, step.Objects) })
	old := func() {
		t.Helper()
		o := testbed.Bootstrapped("None")
		require.NoError(t, cluster.Delete(o))
		o["spec"].(testbed.Object)["storage"] = testbed.Object{from: stanzas[from], "managementState": "Managed"}
		o["spec"].(testbed.Object)["httpSecret"] = testbed.Secret
		_, err := cluster.Create(o)
		require.NoError(t, err)
	}
	apply := func() testbed.Object {
		t.Helper()
		live, err := cluster.Apply(config, "argocd-controller")
		require.NoError(t, err)
		return live
	}

	old()
	want := []string{from, to}
	slices.Sort(want)
	assert.Equal(t, want, testbed.StorageTypes(apply()), "without the step both types remain")

	old()
	for _, o := range step.Objects {
		_, err := cluster.Apply(o, "argocd-controller")
		require.NoError(t, err, o["kind"])
	}
	allowed(t, func() error { _, err := changer().Get(config); return err })
	assert.Contains(t, runStep(t, step), "patched")
	changed, err := cluster.Get(config)
	require.NoError(t, err)
	assert.Equal(t, []string{to}, testbed.StorageTypes(changed))
	assert.Contains(t, runStep(t, step), "nothing to do")
	again, err := cluster.Get(config)
	require.NoError(t, err)
	assert.Equal(t, changed, again, "the second run changes nothing")

	live := apply()
	assert.Equal(t, []string{to}, testbed.StorageTypes(live))
	assert.Equal(t, testbed.Secret, httpSecret(t))
	assert.Equal(t, changed["spec"].(testbed.Object)["storage"], live["spec"].(testbed.Object)["storage"], "the step sets what the manifest sets")
}

func changer() *testbed.Client {
	return cluster.As("openshift-image-registry", "image-registry-storage-change")
}

// runStep runs the script of the Job with an oc that has the permissions of its
// account.
func runStep(t *testing.T, step *testbed.Step) string {
	t.Helper()
	out, err := runScript(t, step, "image-registry-storage-change")
	require.NoError(t, err, out)
	return out
}

// runScript runs the script of a Job with an oc that has the permissions of an
// account. It returns what the script prints.
func runScript(t *testing.T, step *testbed.Step, account string) (string, error) {
	t.Helper()
	bin := t.TempDir()
	kubectl := cluster.Kubectl("--as", "system:serviceaccount:openshift-image-registry:"+account)
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$CALLS\"\nenv >>\"$CALLS\"\nexec"
	for _, word := range kubectl.Args {
		script += " '" + word + "'"
	}
	require.NoError(t, os.WriteFile(filepath.Join(bin, "oc"), []byte(script+" \"$@\"\n"), 0o755))
	calls := filepath.Join(bin, "calls")
	cmd := exec.Command("/bin/sh", "-c", step.Script)
	cmd.Env = append(step.Env, "CALLS="+calls, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	seen, readErr := os.ReadFile(calls)
	require.NoError(t, readErr)
	for _, secret := range secrets {
		assert.NotContains(t, string(out)+string(seen), secret, "the log, arguments and environment must not contain a credential")
		assert.NotContains(t, string(out)+string(seen), base64.StdEncoding.EncodeToString([]byte(secret)))
	}
	return string(out), err
}

// secrets are the credentials that the tests use.
var secrets = []string{"first-access-key", "first-secret-key", "second-access-key", "second-secret-key"}
