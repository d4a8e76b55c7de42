package importer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/krm"
)

// TestUnreadable imports values that import cannot read. It fails with all of them,
// and without the value of a Secret.
func TestUnreadable(t *testing.T) {
	const pruner = "---\napiVersion: imageregistry.operator.openshift.io/v1\nkind: ImagePruner\nmetadata: {name: cluster}\nspec: "
	const claim = "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: images, namespace: openshift-image-registry}\nspec: "
	for name, tt := range map[string]struct {
		objects string
		// want contains the object, the field and the remedy of each problem.
		want [][3]string
	}{
		"days and weeks": {
			config("{managementState: Managed, replicas: 2, requests: {read: {maxWaitInQueue: 1d}, write: {maxWaitInQueue: 2 weeks}}}") + pruner + "{keepYoungerThanDuration: 7d}",
			[][3]string{
				{"Config/cluster", "spec.requests.read.maxWaitInQueue", "24h"},
				{"Config/cluster", "spec.requests.write.maxWaitInQueue", "336h"},
				{"ImagePruner/cluster", "spec.keepYoungerThanDuration", "168h"},
			},
		},
		"another unit": {config("{managementState: Managed, replicas: 2}") + pruner + "{keepYoungerThanDuration: P1D}", [][3]string{{"ImagePruner/cluster", "spec.keepYoungerThanDuration", "such as 168h"}}},
		"a frozen operator of a live cluster": {
			"apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster, uid: a}\nspec: {managementState: Force, replicas: 2}\n",
			[][3]string{{"Config/cluster", "spec.managementState", "set Managed"}},
		},
		"a template without quotes": {config("{managementState: Managed, replicas: 2, storage: {s3: {bucket: {{bucket}: null}, region: eu-west-1}}}"), [][3]string{{"Config/cluster", "spec.storage.s3.bucket", "must be a string, not a map"}}},
		"a map instead of a text":   {config("{managementState: Managed, replicas: 2, storage: {s3: {bucket: {name: images}, region: eu-west-1}}}"), [][3]string{{"Config/cluster", "spec.storage.s3.bucket", "must be a string, not a map"}}},
		"a null":                    {config("{managementState: Managed, replicas: 2, storage: {gcs: {bucket: null}}}"), [][3]string{{"Config/cluster", "spec.storage.gcs.bucket", "null"}}},
		"a claim that no profile accepts": {
			config("{managementState: Managed, replicas: 2, storage: {pvc: {claim: Images_1}}}"),
			[][3]string{{"Config/cluster", "spec.storage.pvc.claim", "a profile cannot have the value: "}},
		},
		"an endpoint with credentials": {
			config("{managementState: Managed, replicas: 2, storage: {s3: {bucket: images, region: eu-west-1, regionEndpoint: 'https://user:never-read@s3.example.com'}}}"),
			[][3]string{{"Config/cluster", "spec.storage.s3.regionEndpoint", "credentials"}},
		},
		"masked values": {
			config("{managementState: Managed, replicas: 2, httpSecret: xxxxxxxx, storage: {s3: {bucket: xxxxxx, region: xxxxxxxxx}}}"),
			[][3]string{{"Config/cluster", "spec.storage.s3.bucket", "oc get configs"}, {"Config/cluster", "spec.storage.s3.region", "oc get configs"}},
		},
		"types of a claim": {
			config("{managementState: Managed, replicas: 2, storage: {pvc: {claim: images}}}") + claim + "{accessModes: ReadWriteMany, storageClassName: {{class}: null}, resources: {requests: {storage: 10Gi}}}",
			[][3]string{
				{"PersistentVolumeClaim/openshift-image-registry/images", "spec.accessModes", "must be a list"},
				{"PersistentVolumeClaim/openshift-image-registry/images", "spec.storageClassName", "must be a string"},
			},
		},
		"a value of a wrong type and no release": {
			"apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: {replicas: two, nodeSelector: {a: 1}}\n",
			[][3]string{{"Config/cluster", "spec.nodeSelector.a", "must be a string"}, {"Config/cluster", "spec.replicas", "must be"}},
		},
		"an incomplete stanza": {
			config("{managementState: Managed, replicas: 2, storage: {s3: {bucket: images, region: eu-west-1, cloudFront: {duration: 1h, baseURL: 'https://a', keypairID: a}}}}"),
			[][3]string{{"Config/cluster", "spec.storage.s3.cloudFront.privateKey", "set it"}},
		},
		"subjects that are no list": {
			config("{managementState: Managed, replicas: 2}") + "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a, namespace: b}\nroleRef: {kind: ClusterRole, name: registry-viewer}\nsubjects: {kind: User, name: c}\n",
			[][3]string{{"RoleBinding/b/a", "subjects", "must be a list"}},
		},
		"an ExternalSecret with a wrong type": {
			config("{managementState: Managed, replicas: 2}") + externalOf(credentials, "secretStoreRef: 1") + secretOf(credentials),
			[][3]string{{"ExternalSecret/openshift-image-registry/" + credentials, "spec.secretStoreRef", "must be a map"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			nodes, err := krm.ReadDocuments([]byte(tt.objects))
			require.NoError(t, err)
			_, err = importer.Import(nodes, importer.Options{Version: "4.16", Platform: "AWS"})
			unreadable := &importer.Unreadable{}
			require.ErrorAs(t, err, &unreadable)
			require.Len(t, unreadable.Problems, len(tt.want), err)
			for i, p := range unreadable.Problems {
				assert.Equal(t, tt.want[i][:2], []string{p.Object, p.Field})
				assert.Contains(t, p.Message, tt.want[i][2])
			}
			assert.NotContains(t, err.Error(), "never-read")
		})
	}
}
