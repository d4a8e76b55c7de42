package generators_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/kustomize/kyaml/yaml/merge2"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// TestStorageChangeSteps checks that the Job of a storage change follows the bucket and
// its credentials, and that no object has a step without a change.
func TestStorageChangeSteps(t *testing.T) {
	profile := func(tool string, change *v1alpha1.StorageChange) *v1alpha1.RegistryProfile {
		p := &v1alpha1.RegistryProfile{}
		p.Name = "prod"
		p.Spec.OpenShift = v1alpha1.OpenShift{Version: "4.18", Platform: "BareMetal"}
		p.Spec.Storage = &v1alpha1.Storage{}
		p.Spec.Storage.NooBaa = &v1alpha1.NooBaa{ObjectBucket: v1alpha1.ObjectBucket{BucketName: "images-prod"}}
		p.Spec.Delivery = v1alpha1.Delivery{Tool: tool, StorageChange: change}
		return p
	}
	change := &v1alpha1.StorageChange{From: "emptyDir", Image: "registry.example.com/oc:v4.18"}
	steps := func(p *v1alpha1.RegistryProfile) map[string]string {
		objects, errs := generators.Generate(p)
		require.Empty(t, errs)
		found := map[string]string{}
		for _, o := range objects {
			found[o.Kind.Kind+"/"+o.Name] = o.Step
		}
		return found
	}
	got := steps(profile(v1alpha1.Flux, change))
	for _, name := range []string{
		"ObjectBucketClaim/images-prod", "ExternalSecret/image-registry-private-configuration-user", "SecretStore/" + generators.BucketReader,
		"ServiceAccount/" + generators.BucketReader, "Role/" + generators.BucketReader, "RoleBinding/" + generators.BucketReader,
	} {
		step, generated := got[name]
		assert.True(t, generated, name)
		assert.Equal(t, generators.BucketStep, step, name)
	}
	assert.Equal(t, generators.StorageChangeStep, got["ServiceAccount/image-registry-storage-change"])
	assert.Empty(t, got["Config/cluster"])
	copied := &v1alpha1.StorageChange{From: "pvc", Image: "registry.example.com/oc:v4.18", Copy: &v1alpha1.StorageCopy{Image: "registry.example.com/rclone"}}
	for _, tool := range []string{v1alpha1.Flux, v1alpha1.Plain} {
		got := steps(profile(tool, copied))
		for name, want := range map[string]string{
			"ExternalSecret/image-registry-storage-change":             generators.BucketStep,
			"ExternalSecret/image-registry-private-configuration-user": "", // the old store may use the Secret
			"CronJob/image-registry-storage-change":                    generators.StorageChangeStep,
			"ConfigMap/image-registry-storage-change":                  generators.StorageChangeStep,
			"Config/cluster": "",
		} {
			step, generated := got[name]
			assert.True(t, generated, name)
			assert.Equal(t, want, step, name)
		}
	}
	for _, p := range []*v1alpha1.RegistryProfile{profile(v1alpha1.ArgoCD, change), profile(v1alpha1.Flux, nil)} {
		for name, step := range steps(p) {
			assert.Empty(t, step, name)
		}
	}
}

// TestJobDependencies checks what the Jobs wait for when kpt applies them: the store, its
// credentials and its CA.
func TestJobDependencies(t *testing.T) {
	const (
		bucket  = "objectbucket.io/namespaces/openshift-image-registry/ObjectBucketClaim/image-registry"
		ca      = "/namespaces/openshift-config/ConfigMap/image-registry-s3-bundle"
		keys    = "external-secrets.io/namespaces/openshift-image-registry/ExternalSecret/image-registry-private-configuration-user"
		volume  = "/PersistentVolume/image-registry-pv"
		job     = "image-registry-bucket-"
		changer = "image-registry-storage-change-"
	)
	for name, test := range map[string]struct {
		example, spec string
		want          map[string][]string // by the beginning of the name of the Job
	}{
		"a Job that writes the storage with a CA": {
			"odf-noobaa-aws", "{storage: {noobaa: {bucketName: null, existingClaim: images}}, credentials: {objectBucketClaim: {method: Job}}, delivery: {tool: Kpt, image: registry.example.com/oc:v4.18}}",
			map[string][]string{job: {ca}},
		},
		"a Job that only copies the credentials": {
			"odf-noobaa-aws", "{credentials: {objectBucketClaim: {method: Job}}, delivery: {tool: Kpt, image: registry.example.com/oc:v4.18}}",
			map[string][]string{job: {bucket}},
		},
		"a storage change to a bucket": {
			"odf-noobaa-aws", "{delivery: {tool: Kpt, storageChange: {from: emptyDir, image: registry.example.com/oc:v4.18}}}",
			map[string][]string{changer: {ca, keys, bucket}},
		},
		"a storage change to a static volume": {
			"nfs-static-volume", "{delivery: {tool: Kpt, storageChange: {from: emptyDir, image: registry.example.com/oc:v4.18}}}",
			map[string][]string{changer: {volume}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile("../examples/" + test.example + "/profile.yaml")
			require.NoError(t, err)
			node, err := merge2.MergeStrings("spec: "+test.spec, string(text), false, yaml.MergeOptions{})
			require.NoError(t, err)
			profile, errs := resolve.Decode(yaml.MustParse(node).YNode())
			require.Empty(t, errs)
			objects, errs := generators.Generate(profile)
			require.Empty(t, errs)
			got := map[string][]string{}
			for _, o := range objects {
				for start := range test.want {
					if o.Kind == openshift.Job && strings.HasPrefix(o.Name, start) {
						annotations := o.Node().GetAnnotations()
						got[start] = openshift.Words(annotations[openshift.KptDependsOn])
					}
				}
				assert.Empty(t, o.Step, "only Flux has steps")
			}
			assert.Equal(t, test.want, got)
		})
	}
}
