package validators_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/validators"
)

// The objects that refer to others in TestRelated.
const (
	s3Config = `{apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: cluster}, spec: {
  routes: [{name: a, secretName: a-tls}],
  storage: {s3: {bucket: images-1, trustedCA: {name: s3-ca}, cloudFront: {privateKey: {name: signer}}}}}}`
	claimConfig = `{apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: cluster}, spec: {storage: {pvc: {claim: images}}}}`
	imageConfig = `{apiVersion: config.openshift.io/v1, kind: Image, metadata: {name: cluster}, spec: {additionalTrustedCA: {name: registry-cas}}}`
)

func TestRelated(t *testing.T) {
	for name, tc := range map[string]struct {
		beside, object string
		want           bool
	}{
		"Config":                            {"", s3Config, true},
		"Config with a placeholder as name": {"", `{apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: "${NAME}"}}`, true},
		"misnamed Config":                   {"", `{apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: registry}}`, false},
		"Config of another API":             {"", `{apiVersion: samples.operator.openshift.io/v1, kind: Config, metadata: {name: cluster}}`, false},
		"pruner":                            {"", `{apiVersion: imageregistry.operator.openshift.io/v1, kind: ImagePruner, metadata: {name: cluster}}`, true},
		"image.config":                      {"", imageConfig, true},
		"claim in the registry's namespace": {"", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a, namespace: openshift-image-registry}}`, true},
		"claim with the operator's name":    {"", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: image-registry-storage}}`, true},
		"the operator's name elsewhere":     {"", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: image-registry-storage, namespace: harbor}}`, false},
		"claim with the annotation":         {"", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a, annotations: {imageregistry.openshift.io: "true"}}}`, true},
		"marked claim":                      {"", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a, annotations: {registryprofile.dev/provenance: p created PersistentVolumeClaim//a}}}`, true},
		"claim without a namespace":         {"", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: images}}`, false},
		"named claim":                       {claimConfig, `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: images}}`, true},
		"named claim, unknown namespace":    {claimConfig, `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: images, namespace: "${NS}"}}`, true},
		"claim of that name elsewhere":      {claimConfig, `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: images, namespace: shop}}`, false},
		"other claim":                       {claimConfig, `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: database, namespace: shop}}`, false},
		"class of the claim":                {claimConfig + "\n---\n{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: images}, spec: {storageClassName: fast}}", `{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast}}`, true},
		"other class":                       {claimConfig, `{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast}}`, false},
		"claim of the bucket":               {s3Config, `{apiVersion: objectbucket.io/v1alpha1, kind: ObjectBucketClaim, metadata: {name: a, namespace: openshift-storage}, spec: {bucketName: images-1}}`, true},
		"claim that generated the bucket":   {s3Config, `{apiVersion: objectbucket.io/v1alpha1, kind: ObjectBucketClaim, metadata: {name: a, namespace: openshift-storage}, spec: {generateBucketName: images}}`, true},
		"claim with a prefix of the name":   {s3Config, `{apiVersion: objectbucket.io/v1alpha1, kind: ObjectBucketClaim, metadata: {name: a, namespace: openshift-storage}, spec: {generateBucketName: im}}`, false},
		"bucket claim of Loki":              {s3Config, `{apiVersion: objectbucket.io/v1alpha1, kind: ObjectBucketClaim, metadata: {name: loki, namespace: openshift-logging}, spec: {generateBucketName: loki}}`, false},
		"bucket claim in the namespace":     {"", `{apiVersion: objectbucket.io/v1alpha1, kind: ObjectBucketClaim, metadata: {name: a, namespace: openshift-image-registry}}`, true},
		"credentials":                       {"", `{apiVersion: v1, kind: Secret, metadata: {name: image-registry-private-configuration-user}}`, true},
		"credentials elsewhere":             {"", `{apiVersion: v1, kind: Secret, metadata: {name: image-registry-private-configuration-user, namespace: backup}}`, false},
		"external credentials elsewhere":    {"", `{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: a, namespace: backup}, spec: {target: {name: image-registry-private-configuration-user}}}`, false},
		"credentials, unknown namespace":    {"", `{apiVersion: v1, kind: Secret, metadata: {name: image-registry-private-configuration-user, namespace: "${NS}"}}`, true},
		"secret of a route":                 {s3Config, `{apiVersion: v1, kind: Secret, metadata: {name: a-tls}}`, true},
		"secret of that name elsewhere":     {s3Config, `{apiVersion: v1, kind: Secret, metadata: {name: a-tls, namespace: openshift-ingress}}`, false},
		"CloudFront key":                    {s3Config, `{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: cf}, spec: {target: {name: signer}}}`, true},
		"external secret of another":        {s3Config, `{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: database, namespace: shop}}`, false},
		"store of the credentials":          {"{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: image-registry-private-configuration-user}, spec: {secretStoreRef: {name: vault}}}", `{apiVersion: external-secrets.io/v1, kind: SecretStore, metadata: {name: vault}}`, true},
		"store of others":                   {"{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: image-registry-private-configuration-user}, spec: {secretStoreRef: {name: vault, kind: ClusterSecretStore}}}", `{apiVersion: external-secrets.io/v1, kind: SecretStore, metadata: {name: vault, namespace: shop}}`, false},
		"CA of the storage":                 {s3Config, `{apiVersion: v1, kind: ConfigMap, metadata: {name: s3-ca, namespace: openshift-config}}`, true},
		"CAs of registries":                 {imageConfig, `{apiVersion: v1, kind: ConfigMap, metadata: {name: registry-cas}}`, true},
		"other ConfigMap":                   {imageConfig, `{apiVersion: v1, kind: ConfigMap, metadata: {name: proxy-ca, namespace: openshift-config}}`, false},
		"ConfigMap of that name elsewhere":  {imageConfig, `{apiVersion: v1, kind: ConfigMap, metadata: {name: registry-cas, namespace: shop}}`, false},
		"Route in the registry's namespace": {"", `{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: a, namespace: openshift-image-registry}}`, true},
		"Route of an application":           {s3Config, `{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: a, namespace: shop}}`, false},
		"Job in the registry's namespace":   {"", `{apiVersion: batch/v1, kind: Job, metadata: {name: a, namespace: openshift-image-registry}}`, true},
		"named by a misnamed Config":        {strings.Replace(claimConfig, "name: cluster", "name: other", 1), `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: images}}`, false},
		"kind that no rule inspects":        {"", `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: openshift-image-registry}}`, false},
		"object with metadata that is text": {"", `{apiVersion: v1, kind: Secret, metadata: a}`, false},
	} {
		items := parse(t, tc.beside+"\n---\n"+tc.object)
		object := items[len(items)-1]
		assert.Equal(t, tc.want, contains(validators.Related(validators.Input{Items: items}), object), name)
	}
}

func TestRelatedToProfile(t *testing.T) {
	for name, tc := range map[string]struct {
		storage v1alpha1.OneOf
		object  string
		want    bool
	}{
		"claim":             {v1alpha1.OneOf{PVC: &v1alpha1.PVC{Claim: "images"}}, `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: images}}`, true},
		"other claim":       {v1alpha1.OneOf{PVC: &v1alpha1.PVC{Claim: "images"}}, `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: database}}`, false},
		"bucket claim":      {v1alpha1.OneOf{NooBaa: &v1alpha1.NooBaa{ObjectBucket: v1alpha1.ObjectBucket{BucketName: "images", Namespace: "openshift-storage"}}}, `{apiVersion: objectbucket.io/v1alpha1, kind: ObjectBucketClaim, metadata: {name: images}}`, true},
		"bucket of another": {v1alpha1.OneOf{S3: &v1alpha1.S3{Bucket: "images"}}, `{apiVersion: objectbucket.io/v1alpha1, kind: ObjectBucketClaim, metadata: {name: loki, namespace: openshift-logging}}`, false},
	} {
		p := &v1alpha1.RegistryProfile{}
		p.Spec.Storage = &v1alpha1.Storage{OneOf: tc.storage}
		items := parse(t, tc.object)
		assert.Equal(t, tc.want, contains(validators.Related(validators.Input{Profile: p, Items: items}), items[0]), name)
	}
}

// TestEachStorageTypeIsChecked requires that the rules of a stanza apply also
// beside a second one, which ST001 reports.
func TestEachStorageTypeIsChecked(t *testing.T) {
	found := map[string]bool{}
	for _, d := range validators.CheckItems(validators.Input{Items: parse(t, `{apiVersion: imageregistry.operator.openshift.io/v1, kind: Config, metadata: {name: cluster},
  spec: {managementState: Managed, replicas: 2, storage: {emptyDir: {}, s3: {bucket: B, regionEndpoint: "http://s3.example.com"}}}}`)}) {
		found[d.Rule+" "+d.Field] = true
	}
	for _, want := range []string{
		"ST001 spec.storage", "ST006 spec.storage.managementState", "ED002 spec.replicas",
		"S3001 spec.storage.s3.region", "S3007 spec.storage.s3.regionEndpoint", "S3010 spec.storage.s3.bucket",
	} {
		assert.True(t, found[want], want)
	}
}

func parse(t *testing.T, text string) []*yaml.RNode {
	t.Helper()
	nodes, err := (&kio.ByteReader{Reader: strings.NewReader(text), OmitReaderAnnotations: true}).Read()
	require.NoError(t, err)
	return nodes
}

func contains(nodes []*yaml.RNode, node *yaml.RNode) bool {
	for _, n := range nodes {
		if n == node {
			return true
		}
	}
	return false
}
