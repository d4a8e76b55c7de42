package transformers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/transformers"
)

// marked returns an object with a provenance annotation.
func marked(apiVersion, kind, namespace, name, mark string) string {
	return fmt.Sprintf(`apiVersion: %s
kind: %s
metadata:
  name: %s
  namespace: %s
  annotations:
    registryprofile.dev/provenance: %s
`, apiVersion, kind, name, namespace, mark)
}

func TestStale(t *testing.T) {
	const group = "objectbucket.io/v1alpha1"
	tests := map[string]struct {
		object  string
		want    transformers.Action // empty for none
		removed bool
	}{
		"created for this profile":        {marked("v1", "ConfigMap", "ns", "cas", "prod created ConfigMap/ns/cas"), transformers.Removed, true},
		"created for another profile":     {marked("v1", "ConfigMap", "ns", "cas", "test created ConfigMap/ns/cas"), "", false},
		"created for a longer name":       {marked("v1", "ConfigMap", "ns", "cas", "prod2 created ConfigMap/ns/cas"), "", false},
		"created by others, patched here": {marked("v1", "ConfigMap", "ns", "cas", "prod patched ConfigMap/ns/cas"), "", false},
		"renamed by an overlay":           {marked("v1", "ConfigMap", "ns", "cas-2", "prod created ConfigMap/ns/cas"), "", false},
		"moved to another namespace":      {marked("v1", "ConfigMap", "other", "cas", "prod created ConfigMap/ns/cas"), "", false},
		"an annotation of others":         {marked("v1", "ConfigMap", "ns", "cas", "prod made ConfigMap/ns/cas"), "", false},
		"without an annotation":           {"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cas\n  namespace: ns\n", "", false},
		"still desired":                   {marked("v1", "PersistentVolumeClaim", openshift.RegistryNamespace, "images", "prod created PersistentVolumeClaim/openshift-image-registry/images"), "", false},
		"a claim, which holds images":     {marked("v1", "PersistentVolumeClaim", "ns", "old", "prod created PersistentVolumeClaim/ns/old"), transformers.Retained, false},
		"a bucket, which holds images":    {marked(group, "ObjectBucketClaim", "ns", "old", "prod created ObjectBucketClaim/ns/old"), transformers.Retained, false},
		"a storage class in use":          {marked("storage.k8s.io/v1", "StorageClass", "ns", "old", "prod created StorageClass/ns/old"), transformers.Retained, false},
		"a secret's source":               {marked("external-secrets.io/v1", "ExternalSecret", "ns", "old", "prod created ExternalSecret/ns/old"), transformers.Retained, false},
		"another profile's claim":         {marked("v1", "PersistentVolumeClaim", "ns", "old", "test created PersistentVolumeClaim/ns/old"), "", false},
		"a role, which can be recreated":  {marked("rbac.authorization.k8s.io/v1", "Role", "ns", "old", "prod created Role/ns/old"), transformers.Removed, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			const beside = "apiVersion: v1\nkind: Service\nmetadata:\n  name: beside\n"
			report, got := recorder()
			filter := transformers.Stale{Profile: "prod", Desired: []*generators.Object{claim("images")}, Report: report}
			want := test.object + "---\n" + beside
			if test.removed {
				want = beside
			}
			assert.Equal(t, want, run(t, filter, test.object+"---\n"+beside))
			if test.want == "" {
				assert.Empty(t, *got)
			} else if assert.Len(t, *got, 1) {
				assert.Equal(t, test.want, (*got)[0].action)
			}
		})
	}
}

// TestStaleBucketReader retains the SecretStore and its account only while it retains
// the ExternalSecret that reads with them.
func TestStaleBucketReader(t *testing.T) {
	const ns, reader = openshift.RegistryNamespace, generators.BucketReader
	var account []string
	for kind, version := range map[string]string{"SecretStore": "external-secrets.io/v1", "ServiceAccount": "v1", "Role": "rbac.authorization.k8s.io/v1", "RoleBinding": "rbac.authorization.k8s.io/v1"} {
		account = append(account, marked(version, kind, ns, reader, "prod created "+kind+"/"+ns+"/"+reader))
	}
	secret := marked("external-secrets.io/v1", "ExternalSecret", ns, "credentials", "prod created ExternalSecret/"+ns+"/credentials")
	for _, test := range []struct {
		objects []string
		want    transformers.Action
	}{{append([]string{secret}, account...), transformers.Retained}, {account, transformers.Removed}} {
		report, got := recorder()
		run(t, transformers.Stale{Profile: "prod", Report: report}, strings.Join(test.objects, "---\n"))
		assert.Len(t, *got, len(test.objects))
		for _, e := range *got {
			assert.Equal(t, test.want, e.action)
		}
	}
}

// TestStaleReportsReason requires a reason because the user must delete
// retained objects manually.
func TestStaleReportsReason(t *testing.T) {
	var reasons []string
	report := func(e transformers.Event) { reasons = append(reasons, e.Reason) }
	run(t, transformers.Stale{Profile: "prod", Report: report}, marked("v1", "PersistentVolumeClaim", "ns", "old", "prod created PersistentVolumeClaim/ns/old"))
	assert.Len(t, reasons, 1)
	assert.NotContains(t, reasons, "")
}
