package cloud

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// complete are options with which every document can be generated.
var complete = Options{
	InfrastructureName: "prod-x7k2p", Issuer: "https://oidc.example.com/prod", Account: "123456789012",
	Project: "my-project", ProjectNumber: "123", Pool: "prod", Subscription: "11111111-2222-3333-4444-555555555555",
	ResourceGroup: "prod-rg", Location: "eu",
}

// stores has, for each cloud, a store that exists and one that the operator manages.
var stores = map[string][]string{
	"aws":   {"s3: {bucket: a, region: r, keyID: k, encrypt: true}", "managementState: Managed, s3: {}"},
	"gcp":   {"gcs: {bucket: a, region: r, projectID: p, keyID: k}", "managementState: Managed, gcs: {}"},
	"azure": {"azure: {accountName: abc, container: abc, cloudName: AzureChinaCloud}", "managementState: Managed, azure: {}"},
	"ibm":   {"ibmcos: {bucket: a, serviceInstanceCRN: \"crn:v1:b:p:cloud-object-storage:global:a/1:guid::\"}", "managementState: Managed, ibmcos: {}"},
}

// documents returns all documents of a cloud, and its script.
func documents(c Cloud) []Document { return append(append([]Document{}, c.Documents...), c.Script) }

// TestDocuments generates every document for every kind of store.
func TestDocuments(t *testing.T) {
	for _, c := range All() {
		for _, store := range stores[c.Command] {
			for _, d := range documents(c) {
				doc, err := d.New(profile(t, "storage: {"+store+"}"), complete)
				require.NoError(t, err, "%s %s: %s", c.Command, d.Name, store)
				text, err := Encode(doc)
				require.NoError(t, err)
				assert.NotEmpty(t, text)
			}
		}
	}
	assert.Len(t, stores, len(All()))
}

// TestOtherStorage requires an error for the storage of another cloud, which names
// the command of that cloud.
func TestOtherStorage(t *testing.T) {
	for _, c := range All() {
		for _, other := range All() {
			if other.Key == c.Key {
				continue
			}
			for _, d := range documents(c) {
				_, err := d.New(profile(t, "storage: {"+stores[other.Command][0]+"}"), complete)
				assert.ErrorContains(t, err, "spec.storage."+c.Key+": not set")
				assert.ErrorContains(t, err, "registry-profile "+other.Command)
			}
		}
		for _, spec := range []string{"registry: {}", "storage: {pvc: {claim: a}}", "storage: {noobaa: {bucketName: abc}}"} {
			for _, d := range documents(c) {
				_, err := d.New(profile(t, spec), complete)
				assert.ErrorContains(t, err, "spec.storage."+c.Key+": not set", spec)
			}
		}
	}
}

// TestCredentialKeys requires the names of the credentials of every cloud.
func TestCredentialKeys(t *testing.T) {
	for _, c := range All() {
		assert.NotEmpty(t, credentialKeys(c.Key), c.Command)
	}
	assert.Equal(t, storage.All()[0].Key, "s3")
}

// TestMissing requires an error that names the missing field or option.
func TestMissing(t *testing.T) {
	tests := map[string]struct {
		cloud, store, want string
		options            Options
	}{
		"no bucket on AWS":       {"aws", "managementState: Unmanaged, s3: {}", "spec.storage.s3.bucket: required", complete},
		"no name of the pattern": {"aws", "managementState: Managed, s3: {}", "--infrastructure-name", Options{}},
		"no account":             {"aws", stores["aws"][0], "--account", Options{Issuer: complete.Issuer}},
		"long name":              {"aws", stores["aws"][0], "--name", Options{Name: strings.Repeat("a", 65)}},
		"no project":             {"gcp", "gcs: {bucket: a}", "--project", Options{Location: "eu"}},
		"no region":              {"gcp", "gcs: {bucket: a, projectID: p}", "spec.storage.gcs.region", Options{}},
		"no bucket on GCP":       {"gcp", "managementState: Unmanaged, gcs: {projectID: p}", "spec.storage.gcs.bucket", complete},
		"no project number":      {"gcp", stores["gcp"][0], "--project-number", Options{Pool: "a"}},
		"long service account":   {"gcp", stores["gcp"][0], "--name", Options{Name: strings.Repeat("a", 31)}},
		"no resource group":      {"azure", stores["azure"][0], "--resource-group", Options{Location: "eu"}},
		"no region on Azure":     {"azure", stores["azure"][0], "--location", Options{ResourceGroup: "a"}},
		"no account on Azure":    {"azure", "azure: {container: abc}", "spec.storage.azure.accountName", complete},
		"no container":           {"azure", "azure: {accountName: abc}", "spec.storage.azure.container", complete},
		"no subscription":        {"azure", stores["azure"][0], "--subscription", Options{ResourceGroup: "a", Location: "eu", Issuer: complete.Issuer}},
		"an issuer of http":      {"azure", stores["azure"][0], "--issuer", Options{ResourceGroup: "a", Location: "eu", Issuer: "http://a"}},
		"no bucket on IBM Cloud": {"ibm", "managementState: Unmanaged, ibmcos: {}", "spec.storage.ibmcos.bucket", complete},
		"no instance":            {"ibm", "ibmcos: {bucket: a}", "spec.storage.ibmcos.serviceInstanceCRN", complete},
		"no location":            {"ibm", stores["ibm"][0], "--location", Options{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := find(test.cloud).Script.New(profile(t, "storage: {"+test.store+"}"), test.options)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func find(command string) Cloud {
	for _, c := range All() {
		if c.Command == command {
			return c
		}
	}
	return Cloud{}
}

// TestScripts checks what the scripts contain for a store that exists and for one
// that the operator creates, with long-term and short-term credentials.
func TestScripts(t *testing.T) {
	long := complete
	long.Issuer, long.Pool = "", ""
	tests := map[string]struct {
		create, keys, federation string
	}{
		"aws":   {"aws s3 mb s3://a", "create-access-key", "create-role"},
		"gcp":   {"buckets create gs://a", "keys create", "workloadIdentityUser"},
		"azure": {"storage account create --name abc", "keys list", "federated-credential create"},
		"ibm":   {"bucket-create --bucket a", "service-api-key-create", ""},
	}
	for command, test := range tests {
		t.Run(command, func(t *testing.T) {
			script := func(store string, o Options) string {
				s, err := find(command).Script.New(profile(t, "storage: {"+store+"}"), o)
				require.NoError(t, err)
				return s.(*Script).String()
			}
			named, managed := stores[command][0], stores[command][1]
			assert.Contains(t, script(named, long), test.create)
			assert.NotContains(t, script(managed, long), test.create[:strings.LastIndex(test.create, " ")])
			assert.Contains(t, script(named, long), test.keys)
			if test.federation != "" {
				assert.NotContains(t, script(named, long), test.federation)
				assert.Contains(t, script(named, complete), test.federation)
				assert.NotContains(t, script(named, complete), test.keys)
			}
			if command != "azure" { // accounts have no lifecycle rule for uploads
				assert.Contains(t, script(named, long), "replaces all lifecycle rules")
			}
		})
	}
}

// TestResourceKey creates a resource key only if the profile does not name one.
func TestResourceKey(t *testing.T) {
	without, err := ibmScript(profile(t, "storage: {"+stores["ibm"][0]+"}"), complete)
	require.NoError(t, err)
	assert.Contains(t, without.String(), `'{"HMAC":true}'`)
	with, err := ibmScript(profile(t, "storage: {"+strings.TrimSuffix(stores["ibm"][0], "}")+", resourceKeyCRN: \"crn:v1:b:p:cloud-object-storage:global:a/1:guid:resource-key:key\"}}"), complete)
	require.NoError(t, err)
	assert.NotContains(t, with.String(), "service-key-create")
}

// TestQuoting runs the scripts of a hostile profile in a shell, with functions in
// place of the tools.
func TestQuoting(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	const hostile = "'; echo INJECTED; $(echo INJECTED) `echo INJECTED` \"\nEOF\necho INJECTED\n# "
	o := complete
	o.Location, o.Pool, o.ResourceGroup, o.Subscription, o.Project = hostile, hostile, hostile, hostile, hostile
	for _, c := range All() {
		for _, store := range stores[c.Command] {
			for _, short := range []bool{false, true} {
				p := profile(t, "storage: {"+store+"}")
				poison(p, hostile)
				options := o
				if !short {
					options.Issuer, options.Pool = "", ""
				}
				s, err := c.Script.New(p, options)
				require.NoError(t, err)
				cmd := exec.Command(sh, "-eu")
				cmd.Dir = t.TempDir()
				cmd.Stdin = strings.NewReader("aws() { :; }; gcloud() { :; }; az() { :; }; ibmcloud() { :; }\n" + s.(*Script).String())
				out, err := cmd.CombinedOutput()
				require.NoError(t, err, "%s: %s\n%s", c.Command, out, s)
				assert.Empty(t, string(out), c.Command)
			}
		}
	}
}

// poison sets the fields of the stanza that the scripts use.
func poison(p *resolve.Profile, value string) {
	switch s := p.Spec.Storage; {
	case s.S3 != nil && s.S3.Bucket != "":
		s.S3.Bucket, s.S3.Region, s.S3.KeyID = value, value, value
	case s.GCS != nil && s.GCS.Bucket != "":
		s.GCS.Bucket, s.GCS.Region, s.GCS.KeyID, s.GCS.ProjectID = value, value, value, value
	case s.Azure != nil && s.Azure.AccountName != "":
		s.Azure.AccountName, s.Azure.Container = value, value
	case s.IBMCOS != nil && s.IBMCOS.Bucket != "":
		s.IBMCOS.Bucket, s.IBMCOS.ServiceInstanceCRN = value, value
	}
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{
		"a-b_c.d/e:f=g@h,i": "a-b_c.d/e:f=g@h,i",
		"":                  "''",
		"a b":               "'a b'",
		"it's":              `'it'\''s'`,
		"$HOME":             "'$HOME'",
		"~":                 "'~'",
		"a\nb":              "'a\nb'",
	} {
		assert.Equal(t, want, quote(word))
	}
}
