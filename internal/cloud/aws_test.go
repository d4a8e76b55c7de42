package cloud

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/resolve"
)

// profile returns a profile with spec fields.
func profile(t *testing.T, spec string) *resolve.Profile {
	t.Helper()
	node := yaml.MustParse("apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod}\n" +
		"spec: {openshift: {version: \"4.18\", platform: AWS}, " + spec + "}\n")
	p, errs := resolve.Parse(node.YNode())
	require.Empty(t, errs)
	return p
}

func TestNewPolicy(t *testing.T) {
	const managed = "managementState: Managed, "
	tests := map[string]struct {
		storage        string
		bucket, images string // resources
		manages        bool
	}{
		"a bucket":              {"s3: {bucket: a, region: eu-west-1}", "arn:aws:s3:::a", "arn:aws:s3:::a/*", false},
		"by its endpoint":       {"s3: {bucket: a, region: eu-west-1, regionEndpoint: \"https://s3.eu-west-1.amazonaws.com\"}", "arn:aws:s3:::a", "arn:aws:s3:::a/*", false},
		"in China":              {"s3: {bucket: a, region: cn-north-1}", "arn:aws-cn:s3:::a", "arn:aws-cn:s3:::a/*", false},
		"in a secret region":    {"s3: {bucket: a, region: us-isob-east-1}", "arn:aws-iso-b:s3:::a", "arn:aws-iso-b:s3:::a/*", false},
		"in GovCloud":           {"s3: {bucket: a, region: us-gov-west-1}", "arn:aws-us-gov:s3:::a", "arn:aws-us-gov:s3:::a/*", false},
		"managed":               {managed + "s3: {bucket: a, region: eu-west-1}", "arn:aws:s3:::a", "arn:aws:s3:::a/*", true},
		"managed, without name": {managed + "s3: {region: eu-west-1}", "arn:aws:s3:::prod-x7k2p-image-registry-*", "arn:aws:s3:::prod-x7k2p-image-registry-*/*", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			policy, err := newPolicy(profile(t, "storage: {"+test.storage+"}"), Options{InfrastructureName: "prod-x7k2p"})
			require.NoError(t, err)
			require.Len(t, policy.Statement, 2)
			assert.Equal(t, []string{test.bucket}, policy.Statement[0].Resource)
			assert.Equal(t, []string{test.images}, policy.Statement[1].Resource)
			assert.Equal(t, test.manages, contains(policy, "s3:DeleteBucket"))
			for _, action := range []string{"s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads", "s3:DeleteObject"} {
				assert.True(t, contains(policy, action), action)
			}
			assert.NotContains(t, policy.Statement[1].Action, "s3:DeleteBucket")
		})
	}
	// A managed bucket does not change the actions of an unmanaged one.
	policy, err := newPolicy(profile(t, "storage: {s3: {bucket: a, region: r}}"), Options{})
	require.NoError(t, err)
	assert.Len(t, policy.Statement[0].Action, 3)
}

func contains(doc *policy, action string) bool {
	for _, s := range doc.Statement {
		for _, a := range s.Action {
			if a == action {
				return true
			}
		}
	}
	return false
}

func TestKeyOfPolicy(t *testing.T) {
	const key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"
	tests := map[string]struct {
		region, key, resource, alias string
	}{
		"an ID":            {"eu-west-1", "1234abcd", "arn:aws:kms:eu-west-1:*:key/1234abcd", ""},
		"an ARN":           {"eu-west-1", key, key, ""},
		"an alias":         {"eu-west-1", "alias/images", "arn:aws:kms:eu-west-1:*:key/*", "alias/images"},
		"an alias's ARN":   {"eu-west-1", "arn:aws:kms:eu-west-1:123456789012:alias/images", "arn:aws:kms:eu-west-1:*:key/*", "alias/images"},
		"an ID in China":   {"cn-north-1", "1234abcd", "arn:aws-cn:kms:cn-north-1:*:key/1234abcd", ""},
		"without a region": {"", "1234abcd", "arn:aws:kms:*:*:key/1234abcd", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			region := ""
			if test.region != "" {
				region = ", region: " + test.region
			}
			policy, err := newPolicy(profile(t, "storage: {s3: {bucket: a, encrypt: true, keyID: \""+test.key+"\""+region+"}}"), Options{})
			require.NoError(t, err)
			require.Len(t, policy.Statement, 3)
			s := policy.Statement[2]
			assert.Equal(t, []string{test.resource}, s.Resource)
			if test.alias == "" {
				assert.Empty(t, s.Condition)
			} else {
				assert.Equal(t, map[string]map[string]any{"ForAnyValue:StringEquals": {"kms:ResourceAliases": test.alias}}, s.Condition)
			}
		})
	}
}

// TestOnlyOnAWS checks that a profile without a bucket on AWS is rejected.
func TestOnlyOnAWS(t *testing.T) {
	tests := map[string]struct {
		spec string
		ok   bool // for documents without the name of the bucket
	}{
		"no storage":          {"registry: {}", false},
		"other storage":       {"storage: {pvc: {claim: a}}", false},
		"another store":       {"storage: {s3: {bucket: a, region: r, regionEndpoint: \"https://minio.example.com\"}}", false},
		"a bucket, no name":   {"storage: {managementState: Unmanaged, s3: {region: r}}", true},
		"a bucket":            {"storage: {s3: {bucket: a, region: r}}", true},
		"a longer host name":  {"storage: {s3: {bucket: a, region: r, regionEndpoint: \"https://s3.amazonaws.com.example.com\"}}", false},
		"a similar host name": {"storage: {s3: {bucket: a, region: r, regionEndpoint: \"https://amazonaws.com.example.com\"}}", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := profile(t, test.spec)
			_, policyErr := newPolicy(p, Options{})
			assert.Equal(t, name == "a bucket", policyErr == nil)
			lifecycle, err := newLifecycle(p)
			assert.Equal(t, test.ok, err == nil)
			block, err := newPublicAccessBlock(p)
			assert.Equal(t, test.ok, err == nil)
			if test.ok {
				require.Len(t, lifecycle.Rules, 1)
				assert.Equal(t, 1, lifecycle.Rules[0].AbortIncompleteMultipartUpload.DaysAfterInitiation)
				assert.Equal(t, publicAccessBlock{BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true}, *block)
			}
		})
	}
}

// TestManagedWithoutName requires the infrastructure name: without it, the policy
// would allow the deletion of other clusters' buckets.
func TestManagedWithoutName(t *testing.T) {
	p := profile(t, "storage: {managementState: Managed, s3: {region: eu-west-1}}")
	for _, name := range []string{"", "*", "prod*", "Prod", "a/b"} {
		_, err := newPolicy(p, Options{InfrastructureName: name})
		assert.ErrorContains(t, err, "infrastructure-name", name)
	}
}

func TestNewTrustPolicy(t *testing.T) {
	p := profile(t, "storage: {s3: {bucket: a, region: us-gov-west-1}}")
	trust, err := newTrustPolicy(p, Options{Issuer: "https://oidc.example.com/prod/", Account: "123456789012"})
	require.NoError(t, err)
	require.Len(t, trust.Statement, 1)
	assert.Equal(t, "arn:aws-us-gov:iam::123456789012:oidc-provider/oidc.example.com/prod", trust.Statement[0].Principal["Federated"])
	assert.Equal(t, []string{
		"system:serviceaccount:openshift-image-registry:cluster-image-registry-operator",
		"system:serviceaccount:openshift-image-registry:registry",
	}, trust.Statement[0].Condition["StringEquals"]["oidc.example.com/prod:sub"])

	for option, o := range map[string]Options{
		"--issuer":  {Account: "123456789012"},
		"--issuer:": {Account: "123456789012", Issuer: "http://oidc.example.com"},
		"--account": {Account: "12345", Issuer: "https://oidc.example.com"},
	} {
		_, err := newTrustPolicy(p, o)
		assert.ErrorContains(t, err, option)
	}
}
