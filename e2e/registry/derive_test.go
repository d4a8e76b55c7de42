package registry

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestDerive compares the derivation with what the operator's own tests and the
// Deployments of clusters contain. A value of - means that the variable is not
// set.
func TestDerive(t *testing.T) {
	for name, test := range map[string]struct {
		spec string
		want map[string]string
	}{
		"the S3 test of the operator": {
			`{storage: {managementState: Unmanaged, s3: {bucket: bucket, region: region, encrypt: true, virtualHostedStyle: true, chunkSizeMiB: 10,
			  cloudFront: {baseURL: "https://cloudfront.example.com", keypairID: keypair-id, duration: 300s}}}}`,
			map[string]string{
				"REGISTRY_STORAGE": "s3", "REGISTRY_STORAGE_S3_BUCKET": "bucket", "REGISTRY_STORAGE_S3_REGION": "region",
				"REGISTRY_STORAGE_S3_ENCRYPT": "true", "REGISTRY_STORAGE_S3_FORCEPATHSTYLE": "false", "REGISTRY_STORAGE_S3_USEDUALSTACK": "true",
				"REGISTRY_STORAGE_S3_CHUNKSIZE":             "10485760",
				"REGISTRY_STORAGE_S3_CREDENTIALSCONFIGPATH": "/var/run/secrets/cloud/credentials",
				"REGISTRY_MIDDLEWARE_STORAGE":               "- name: cloudfront\n  options:\n    baseurl: https://cloudfront.example.com\n    duration: 5m0s\n    ipfilteredby: none\n    keypairid: keypair-id\n    privatekey: /etc/docker/cloudfront/private.pem\n",
				"REGISTRY_STORAGE_S3_REGIONENDPOINT":        "-", "REGISTRY_STORAGE_S3_KEYID": "-",
				"REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR": "inmemory", "REGISTRY_STORAGE_DELETE_ENABLED": "true",
			},
		},
		"a compatible store": {
			`{disableRedirect: true, storage: {s3: {bucket: b, region: us-east-1, regionEndpoint: "https://s3.example.com", keyID: k, virtualHostedStyle: false, trustedCA: {name: ca}}}}`,
			map[string]string{
				"REGISTRY_STORAGE_S3_REGIONENDPOINT": "https://s3.example.com", "REGISTRY_STORAGE_S3_FORCEPATHSTYLE": "true",
				"REGISTRY_STORAGE_S3_ENCRYPT": "false", "REGISTRY_STORAGE_S3_KEYID": "k", "REGISTRY_STORAGE_REDIRECT_DISABLE": "true",
				"REGISTRY_STORAGE_MAINTENANCE_READONLY": "-", "REGISTRY_MIDDLEWARE_STORAGE": "-",
			},
		},
		"CloudFront without a duration": {
			`{storage: {s3: {bucket: b, cloudFront: {baseURL: "https://d", keypairID: k}}}}`,
			map[string]string{"REGISTRY_MIDDLEWARE_STORAGE": "- name: cloudfront\n  options:\n    baseurl: https://d\n    duration: 1200s\n    ipfilteredby: none\n    keypairid: k\n    privatekey: /etc/docker/cloudfront/private.pem\n"},
		},
		"a volume, read-only, with limits": {
			`{readOnly: true, logLevel: Debug, httpSecret: x, requests: {read: {maxRunning: 20, maxInQueue: 50, maxWaitInQueue: 30s}, write: {maxWaitInQueue: 0s}}, storage: {pvc: {claim: c}}}`,
			map[string]string{
				"REGISTRY_STORAGE": "filesystem", "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY": "/registry",
				"REGISTRY_STORAGE_MAINTENANCE_READONLY": "{enabled: true}", "REGISTRY_LOG_LEVEL": "debug", "REGISTRY_HTTP_SECRET": "x",
				"REGISTRY_OPENSHIFT_REQUESTS_READ_MAXRUNNING": "20", "REGISTRY_OPENSHIFT_REQUESTS_READ_MAXINQUEUE": "50", "REGISTRY_OPENSHIFT_REQUESTS_READ_MAXWAITINQUEUE": "30s",
				"REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXRUNNING": "-", "REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXWAITINQUEUE": "-",
				"REGISTRY_STORAGE_REDIRECT_DISABLE": "-",
			},
		},
		"emptyDir, with a proxy and one limit": {
			`{logLevel: Normal, proxy: {http: "http://p:1", https: "http://p:2", noProxy: .svc}, requests: {write: {maxInQueue: 5}}, storage: {emptyDir: {}}}`,
			map[string]string{
				"REGISTRY_STORAGE": "filesystem", "HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:2", "NO_PROXY": ".svc", "REGISTRY_LOG_LEVEL": "info",
				"REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXRUNNING": "0", "REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXINQUEUE": "5", "REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXWAITINQUEUE": "0s",
			},
		},
		"GCS": {
			`{storage: {gcs: {bucket: b, region: r, projectID: p}}}`,
			map[string]string{"REGISTRY_STORAGE": "gcs", "REGISTRY_STORAGE_GCS_BUCKET": "b", "REGISTRY_STORAGE_GCS_KEYFILE": "/gcs/keyfile"},
		},
		"Azure, of the government": {
			`{storage: {azure: {accountName: a, container: c, cloudName: AzureUSGovernmentCloud}}}`,
			map[string]string{"REGISTRY_STORAGE": "azure", "REGISTRY_STORAGE_AZURE_ACCOUNTNAME": "a", "REGISTRY_STORAGE_AZURE_CONTAINER": "c", "REGISTRY_STORAGE_AZURE_REALM": "core.usgovcloudapi.net"},
		},
		"Swift, without a version in the URL": {
			`{storage: {swift: {container: c, authURL: "https://keystone:5000/", domain: Default, tenant: t}}}`,
			map[string]string{
				"REGISTRY_STORAGE": "swift", "REGISTRY_STORAGE_SWIFT_AUTHURL": "https://keystone:5000/v3", "REGISTRY_STORAGE_SWIFT_AUTHVERSION": "3",
				"REGISTRY_STORAGE_SWIFT_DOMAIN": "Default", "REGISTRY_STORAGE_SWIFT_TENANT": "t", "REGISTRY_STORAGE_SWIFT_TENANTID": "-",
			},
		},
		"IBM COS": {
			`{storage: {ibmcos: {bucket: b, location: eu-de}}}`,
			map[string]string{"REGISTRY_STORAGE": "s3", "REGISTRY_STORAGE_S3_REGION": "eu-de", "REGISTRY_STORAGE_S3_FORCEPATHSTYLE": "true", "REGISTRY_STORAGE_S3_ENCRYPT": "false"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var spec Object
			require.NoError(t, yaml.Unmarshal([]byte(strings.ReplaceAll(test.spec, "\t", " ")), &spec))
			env, err := Derive(spec)
			require.NoError(t, err)
			for variable, want := range test.want {
				got, set := env[variable]
				if want == "-" {
					assert.False(t, set, "%s=%s", variable, got)
					continue
				}
				assert.Equal(t, want, got, variable)
			}
		})
	}
	_, err := Derive(Object{"storage": Object{"s3": Object{}, "pvc": Object{}}})
	assert.ErrorContains(t, err, "got 2")
}

// TestEveryField requires that the effect of every field in the Configs of the examples
// is known: a variable, or another one.
func TestEveryField(t *testing.T) {
	known := map[string]bool{}
	for _, d := range Derivations {
		if d.Path != "" {
			known[strings.TrimPrefix(d.Stanza+"."+d.Path, ".")] = true
		}
	}
	for path := range Elsewhere {
		known[path] = true
	}
	examples, err := testbed.Examples(testbed.LastRelease(t), nil)
	require.NoError(t, err)
	fields := map[string]bool{}
	var walk func(example, path string, value any)
	walk = func(example, path string, value any) {
		if known[path] {
			fields[path] = true
			return
		}
		object, ok := value.(Object)
		if !assert.True(t, ok, "%s: what the operator does with %s is not known", example, path) {
			return
		}
		for key, value := range object {
			inner := path + "." + key
			if path == "storage" && key != "managementState" {
				inner = key // a stanza
			}
			walk(example, strings.TrimPrefix(inner, "."), value)
		}
	}
	for _, e := range examples {
		for _, o := range e.Objects {
			if o["kind"] == "Config" && o["spec"] != nil {
				walk(e.Name, "", o["spec"])
			}
		}
	}
	if !t.Failed() {
		fmt.Printf("proof: the operator's environment is derived for %d examples; the effect of all %d fields is known\n", len(examples), len(fields))
	}
}
