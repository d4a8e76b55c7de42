package importer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/importer"
)

// TestImportGeneratedBucket imports a Config that names the bucket of a claim with a
// generated name.
func TestImportGeneratedBucket(t *testing.T) {
	for name, c := range map[string]struct {
		endpoint, class, namespace, prefix string
		want                               []string
	}{
		"noobaa": {"http://s3.openshift-storage.svc", "openshift-storage.noobaa.io", "openshift-storage", "images",
			[]string{"noobaa:\n      existingClaim: registry\n      namespace: openshift-storage", "tool: ArgoCD"}},
		"ceph": {"http://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc", "ocs-storagecluster-ceph-rgw", "openshift-image-registry", "images",
			[]string{"cephRGW:\n      existingClaim: registry\n"}},
		"route": {"https://s3-openshift-storage.apps.example.com", "openshift-storage.noobaa.io", "openshift-image-registry", "images",
			[]string{"existingClaim: registry", "routeHost: s3-openshift-storage.apps.example.com"}},
		"another bucket":   {"http://s3.openshift-storage.svc", "openshift-storage.noobaa.io", "openshift-image-registry", "loki", []string{"s3:\n      bucket: images-3f2a"}},
		"another store":    {"https://s3.example.com", "openshift-storage.noobaa.io", "openshift-image-registry", "images", []string{"s3:\n      bucket: images-3f2a"}},
		"other namespaces": {"http://s3.openshift-storage.svc", "openshift-storage.noobaa.io", "default", "images", []string{"s3:\n      bucket: images-3f2a"}},
	} {
		t.Run(name, func(t *testing.T) {
			nodes := []*yaml.RNode{
				yaml.MustParse(`{apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: cluster}, spec: {managementState: Managed, replicas: 2,
  disableRedirect: true, storage: {managementState: Unmanaged, s3: {bucket: images-3f2a, region: us-east-1, virtualHostedStyle: false, trustedCA: {name: ""}, regionEndpoint: "` + c.endpoint + `"}}}}`),
				yaml.MustParse(`{apiVersion: objectbucket.io/v1alpha1, kind: ObjectBucketClaim, metadata: {name: registry, namespace: ` + c.namespace + `}, spec: {bucketName: images-3f2a, generateBucketName: ` + c.prefix + `, storageClassName: ` + c.class + `}}`),
				yaml.MustParse(`{apiVersion: v1, kind: Secret, metadata: {name: image-registry-private-configuration-user, namespace: openshift-image-registry}}`),
			}
			imported, err := importer.Import(nodes, importer.Options{Version: "4.18", Platform: "BareMetal"})
			require.NoError(t, err)
			for _, want := range c.want {
				assert.Contains(t, string(imported.Text), want)
			}
			uses := strings.Contains(string(imported.Text), "existingClaim")
			assert.Equal(t, uses, strings.Contains(strings.Join(imported.Notes, "\n"), "generates the name of the bucket"))
		})
	}
}
