package generators_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	storagev1 "k8s.io/api/storage/v1"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

const (
	bucket = "testdata/bucket.yaml" // a claimed bucket, CAs, access and metrics
	volume = "testdata/volume.yaml" // a claim and its class on OpenStack
	change = "testdata/change.yaml" // a change of the storage type by a Job
)

// TestTypes decodes generated objects into Kubernetes types and rejects unknown
// and repeated fields.
func TestTypes(t *testing.T) {
	const (
		registry = "openshift-image-registry"
		reader   = "image-registry-bucket-reader"
		changer  = "image-registry-storage-change"
	)
	tests := []struct {
		profile, id string
		into        any
	}{
		{volume, "StorageClass//registry-az-1", &storagev1.StorageClass{}},
		{bucket, "ServiceAccount/" + registry + "/" + reader, &corev1.ServiceAccount{}},
		{change, "ServiceAccount/" + registry + "/" + changer, &corev1.ServiceAccount{}},
		{bucket, "Role/" + registry + "/" + reader, &rbacv1.Role{}},
		{bucket, "ClusterRole//prometheus-scraper", &rbacv1.ClusterRole{}},
		{change, "ClusterRole//" + changer, &rbacv1.ClusterRole{}},
		{bucket, "RoleBinding/team-a/registry-profile:registry-viewer", &rbacv1.RoleBinding{}},
		{bucket, "RoleBinding/" + registry + "/" + reader, &rbacv1.RoleBinding{}},
		{bucket, "ClusterRoleBinding//prometheus-scraper", &rbacv1.ClusterRoleBinding{}},
		{change, "ClusterRoleBinding//" + changer, &rbacv1.ClusterRoleBinding{}},
		{bucket, "ConfigMap/openshift-config/registry-cas", &corev1.ConfigMap{}},
		{volume, "PersistentVolumeClaim/" + registry + "/registry", &corev1.PersistentVolumeClaim{}},
		{change, "Job/" + registry + "/" + changer + "-", &batchv1.Job{}},
		{change, "NetworkPolicy/" + registry + "/" + changer, &networkingv1.NetworkPolicy{}},
		{copying, "Role/" + registry + "/" + changer, &rbacv1.Role{}},
		{copying, "RoleBinding/" + registry + "/" + changer, &rbacv1.RoleBinding{}},
		{copying, "ClusterRole//" + changer, &rbacv1.ClusterRole{}},
		{copying, "Job/" + registry + "/" + changer + "-", &batchv1.Job{}},
		{copying, "ConfigMap/" + registry + "/" + changer, &corev1.ConfigMap{}},
	}
	for _, test := range tests {
		t.Run(test.id, func(t *testing.T) {
			o := find(t, generate(t, test.profile), test.id)
			text, err := o.Document()
			require.NoError(t, err)
			require.NoError(t, yaml.UnmarshalStrict(text, test.into), string(text))

			assert.Equal(t, o.Kind.Kind, reflect.TypeOf(test.into).Elem().Name())
			assert.Equal(t, map[string]any{}, difference(o.Content(), content(t, test.into)), "the type has values that are not generated")
			assertMeaningful(t, "", o.Content())
			for _, f := range o.Fields {
				assert.NotEqual(t, v1alpha1.Origin{}, f.Origin, "%s has no origin", f.Path)
			}
		})
	}
}

// TestTypedOrigins distinguishes values of the profile from values that depend
// on the kind.
func TestTypedOrigins(t *testing.T) {
	tests := []struct {
		profile, id, field string
		want               v1alpha1.Origin
	}{
		{bucket, "ConfigMap/openshift-config/registry-cas", "data", v1alpha1.Origin{Path: "spec.trust.registries.certificates"}},
		{bucket, "RoleBinding/team-a/registry-profile:registry-viewer", "subjects", v1alpha1.Origin{Path: "spec.access"}},
		{bucket, "Role/openshift-image-registry/image-registry-bucket-reader", "rules", v1alpha1.Origin{By: v1alpha1.ByDefault, Reason: "minimum permissions to copy the credentials of the bucket"}},
		{volume, "StorageClass//registry-az-1", "parameters", v1alpha1.Origin{Path: "spec.storage.pvc.create.storageClass.parameters.availability"}},
		{volume, "StorageClass//registry-az-1", "volumeBindingMode", v1alpha1.Origin{By: v1alpha1.ByDefault, Path: "spec.storage.pvc.create.storageClass.volumeBindingMode"}},
		{volume, "PersistentVolumeClaim/openshift-image-registry/registry", "metadata", v1alpha1.Origin{By: v1alpha1.ByDefault, Reason: "the claim replaces the claim of the operator (OpenShift 4.14 registry documentation, section 3.5.1)"}},
	}
	for _, test := range tests {
		t.Run(test.id+" "+test.field, func(t *testing.T) {
			for _, f := range find(t, generate(t, test.profile), test.id).Fields {
				if f.Path[0] == test.field {
					assert.Equal(t, test.want, f.Origin)
					return
				}
			}
			t.Error("the field is not generated")
		})
	}
}

// assertMeaningful fails on null and on empty maps, to which the zero values of
// types are marshaled. The API server would store them, and they would be
// reported as drift.
func assertMeaningful(t *testing.T, path string, value any) {
	t.Helper()
	switch v := value.(type) {
	case nil:
		t.Errorf("%s is null", path)
	case map[string]any:
		if len(v) == 0 && path != "/spec/template/spec/volumes/emptyDir" {
			t.Errorf("%s is empty", path)
		}
		for key, item := range v {
			assertMeaningful(t, path+"/"+key, item)
		}
	case []any:
		for _, item := range v {
			assertMeaningful(t, path, item)
		}
	}
}

// difference returns the entries of b that differ from a, without an empty
// status.
func difference(a, b map[string]any) map[string]any {
	delete(b, "status")
	diff := map[string]any{}
	for key, value := range b {
		if !reflect.DeepEqual(a[key], value) {
			diff[key] = value
		}
	}
	return diff
}

func content(t *testing.T, object any) map[string]any {
	t.Helper()
	text, err := json.Marshal(object)
	require.NoError(t, err)
	var content map[string]any
	require.NoError(t, json.Unmarshal(text, &content))
	return content
}

func generate(t *testing.T, file string) []*generators.Object {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	node, err := kyaml.Parse(string(text))
	require.NoError(t, err)
	profile, errs := resolve.Decode(node.YNode())
	require.Empty(t, errs)
	objects, errs := generators.Generate(profile)
	require.Empty(t, errs)
	return objects
}

// find returns the object with an ID. An ID that ends in a hyphen is treated as
// a prefix.
func find(t *testing.T, objects []*generators.Object, id string) *generators.Object {
	t.Helper()
	var ids []string
	for _, o := range objects {
		if o.ID() == id || strings.HasSuffix(id, "-") && strings.HasPrefix(o.ID(), id) {
			return o
		}
		ids = append(ids, o.ID())
	}
	require.Contains(t, ids, id)
	return nil
}
