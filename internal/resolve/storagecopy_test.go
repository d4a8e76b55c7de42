package resolve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/resolve"
)

// TestStorageCopy checks which copies of images are errors in the profile, and at which
// field.
func TestStorageCopy(t *testing.T) {
	const (
		minio = `s3: {bucket: new, region: us-east-1, regionEndpoint: "https://s3.example.com"}`
		hand  = `{existingSecret: {}}`
		image = `copy: {image: "registry.example.com/rclone:1"}`
		role  = `copy: {image: "registry.example.com/rclone:1", cloudRole: true}`
	)
	tests := map[string]struct {
		platform, storage, credentials, delivery, change string
		want                                             []string
	}{
		"claim to bucket":              {storage: minio, credentials: hand, change: "from: pvc, " + image},
		"bucket to claim":              {storage: "pvc: {claim: new}", change: "from: s3, source: {bucket: old}, " + image},
		"claim to claim":               {storage: "pvc: {claim: new}", change: "from: pvc, " + image},
		"bucket to bucket":             {storage: minio, credentials: hand, change: "from: s3, " + image},
		"by hand":                      {storage: minio, credentials: hand, delivery: "tool: Plain", change: "from: pvc, " + image},
		"bucket of the cloud":          {platform: "AWS", storage: "s3: {bucket: new, region: eu-west-1}", change: "from: pvc, " + image},
		"containers":                   {platform: "Azure", storage: "azure: {accountName: new, container: images}", credentials: hand, change: "from: swift, source: {container: old}, " + image},
		"the same claim":               {storage: "pvc: {claim: image-registry-storage}", change: "from: pvc, " + image, want: []string{"spec.storage.pvc.claim"}},
		"the same claim, named":        {storage: "pvc: {claim: x}", change: "from: pvc, source: {claim: x}, " + image, want: []string{"spec.storage.pvc.claim"}},
		"claim to claim, without copy": {storage: "pvc: {claim: new}", change: "from: pvc", want: []string{"spec.delivery.storageChange.from"}},
		"the same bucket of GCS":       {platform: "GCP", storage: "gcs: {bucket: x}", change: "from: gcs, source: {bucket: x}, " + image, want: []string{"spec.storage.gcs.bucket"}},
		"claim of the operator":        {storage: "pvc: {}", change: "from: s3, " + image, want: []string{"spec.storage.pvc.claim"}},
		"from emptyDir":                {storage: minio, credentials: hand, change: "from: emptyDir, " + image, want: []string{"spec.delivery.storageChange.from"}},
		"from oss":                     {storage: minio, credentials: hand, change: "from: oss, " + image, want: []string{"spec.delivery.storageChange.from"}},
		"to emptyDir":                  {storage: "emptyDir: {}", change: "from: pvc, " + image, want: []string{"spec.storage.emptyDir"}},
		"existing bucket claim":        {storage: "noobaa: {existingClaim: x}", change: "from: pvc, " + image, want: []string{"spec.storage.noobaa.existingClaim"}},
		"credentials by a Job": {
			storage: "noobaa: {bucketName: images}", credentials: "{objectBucketClaim: {method: Job}}", change: "from: pvc, " + image,
			want: []string{"spec.credentials.objectBucketClaim.method"},
		},
		"no credentials":                  {storage: minio, change: "from: pvc, " + image, want: []string{"spec.credentials"}},
		"account key of the cloud":        {platform: "Azure", storage: "azure: {accountName: new, container: images}", change: "from: pvc, " + image, want: []string{"spec.credentials"}},
		"another store on AWS":            {platform: "AWS", storage: minio, change: "from: pvc, " + image, want: []string{"spec.credentials"}},
		"cloud role":                      {platform: "AWS", storage: "s3: {bucket: new, region: eu-west-1}", change: "from: pvc, " + role},
		"cloud role of the old store":     {storage: "pvc: {claim: new}", change: "from: gcs, " + role},
		"cloud role, hosted":              {platform: "AWS, controlPlaneTopology: External", storage: "s3: {bucket: new, region: eu-west-1}", change: "from: pvc, " + role},
		"cloud role of no store":          {storage: minio, credentials: hand, change: "from: pvc, " + role, want: []string{"spec.delivery.storageChange.copy.cloudRole"}},
		"hosted":                          {platform: "AWS, controlPlaneTopology: External", storage: "s3: {bucket: new, region: eu-west-1}", change: "from: pvc, " + image, want: []string{"spec.delivery.storageChange.copy.cloudRole"}},
		"no region":                       {platform: "AWS", storage: "s3: {bucket: new}", change: "from: pvc, " + image, want: []string{"spec.storage.s3.region"}},
		"no account":                      {platform: "Azure", storage: "azure: {container: images}", credentials: hand, change: "from: pvc, " + image, want: []string{"spec.storage.azure.accountName"}},
		"source without copy":             {storage: minio, credentials: hand, change: "from: s3, source: {bucket: x}", want: []string{"spec.delivery.storageChange.source"}},
		"source of another type":          {storage: minio, credentials: hand, change: "from: pvc, source: {bucket: x}, " + image, want: []string{"spec.delivery.storageChange.source.bucket"}},
		"hub":                             {storage: minio, credentials: hand, delivery: "tool: Hive, hive: {namespace: x, clusterDeployment: x}", change: "from: pvc, " + image, want: []string{"spec.delivery.storageChange.copy"}},
		"no image with oc":                {storage: minio, credentials: hand, change: "from: pvc, " + image, want: []string{"spec.delivery.image"}},
		"no image with rclone":            {storage: minio, credentials: hand, change: "from: pvc, copy: {verify: true}", want: []string{"spec.delivery.storageChange.copy.image"}},
		"no transfers at the same time":   {storage: minio, credentials: hand, change: `from: pvc, copy: {image: x, transfers: 1000}`, want: []string{"spec.delivery.storageChange.copy.transfers"}},
		"domain of Swift without a name":  {platform: "OpenStack", storage: `swift: {container: new, authURL: "https://keystone.example.com/v3", domainID: x}`, credentials: hand, change: "from: pvc, " + image, want: []string{"spec.storage.swift.domain"}},
		"a namespace of the bucket claim": {storage: "noobaa: {bucketName: images}", change: "from: pvc, " + image},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			platform, delivery := test.platform, test.delivery
			if platform == "" {
				platform = "BareMetal"
			}
			if delivery == "" {
				delivery = "tool: ArgoCD"
			}
			if name != "no image with oc" {
				delivery += ", image: registry.example.com/oc"
			} else {
				delivery = "tool: Plain"
			}
			text := `{apiVersion: registryprofile.dev/v1alpha1, kind: RegistryProfile, metadata: {name: test}, spec: {
				openshift: {version: "4.18", platform: ` + platform + `}, storage: {` + test.storage + `},`
			if test.credentials != "" {
				text += "credentials: " + test.credentials + ","
			}
			text += "delivery: {" + delivery + ", storageChange: {" + test.change + "}}}}"
			node, err := yaml.Parse(text)
			require.NoError(t, err)
			_, errs := resolve.Parse(node.YNode())
			var got []string
			for _, e := range errs {
				got = append(got, e.Field)
			}
			assert.Equal(t, test.want, got, "%v", errs)
		})
	}
}
