package resolve_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// of returns a profile with additional fields of its spec, indented by two spaces.
func of(spec string) string {
	return "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: test\nspec:\n" + spec
}

const aws = "  openshift: {version: \"4.16\", platform: AWS}\n"

func parse(t *testing.T, text string) (*resolve.Profile, []string) {
	t.Helper()
	node, err := yaml.Parse(text)
	require.NoError(t, err)
	p, errs := resolve.Parse(node.YNode())
	var msgs []string
	for _, err := range errs {
		msgs = append(msgs, err.Error())
	}
	return p, msgs
}

// TestParseErrors parses invalid profiles. The comments at the top of each
// profile list the expected errors: the field, the type of the error and the
// value, followed by the names that the message must contain.
func TestParseErrors(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/invalid.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, archive.Files)
	hub, err := txtar.ParseFile("testdata/invalid-beyond-schema.txtar") // the JSON Schema accepts these
	require.NoError(t, err)
	require.NotEmpty(t, hub.Files)
	for _, file := range append(archive.Files, hub.Files...) {
		t.Run(file.Name, func(t *testing.T) {
			var want []string
			names := map[int][]string{}
			for line := range strings.Lines(string(file.Data)) {
				text, ok := strings.CutPrefix(strings.TrimSpace(line), "# ")
				if list, found := strings.CutPrefix(text, "names: "); found {
					names[len(want)-1] = strings.Split(list, ", ")
				} else if ok {
					want = append(want, text)
				}
			}
			_, errs := resolve.Parse(yaml.MustParse(string(file.Data)).YNode())
			var got []string
			for _, err := range errs {
				assert.NotContains(t, err.Error(), "hunter2", "a credential")
				got = append(got, strings.TrimSuffix(err.Field+": "+strings.TrimSuffix(err.ErrorBody(), ": "+err.Detail), ": "))
			}
			require.Equal(t, want, got)
			for i, list := range names {
				for _, name := range list {
					assert.Contains(t, errs[i].Detail, name)
				}
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	const rwo = "  storage: {pvc: {claim: c, accessModes: [ReadWriteOnce]}}\n"
	tests := map[string]struct {
		spec        string
		replicas    int32
		replicasBy  v1alpha1.By
		rollout     string
		redirectOff bool
		storage     string
	}{
		"shared store with a name": {aws + "  storage: {s3: {bucket: b}}\n", 2, v1alpha1.ByDefault, "", false, "Unmanaged"},
		"store of the operator":    {aws + "  storage: {s3: {region: r}}\n", 2, v1alpha1.ByDefault, "", false, ""},
		"storage management wins":  {aws + "  storage: {managementState: Managed, s3: {bucket: b}}\n", 2, v1alpha1.ByDefault, "", false, "Managed"},
		"replicas win":             {aws + "  registry: {replicas: 5}\n  storage: {s3: {region: r}}\n", 5, v1alpha1.ByProfile, "", false, ""},
		"single node":              {"  openshift: {version: \"4.16\", platform: AWS, infrastructureTopology: SingleReplica}\n  storage: {s3: {bucket: b}}\n", 1, v1alpha1.ByDefault, "", false, "Unmanaged"},
		"ReadWriteOnce":            {aws + rwo, 1, v1alpha1.ByBackend, "Recreate", false, "Unmanaged"},
		"ReadWriteMany":            {aws + "  storage: {pvc: {claim: c}}\n", 2, v1alpha1.ByDefault, "", false, "Unmanaged"},
		"claim of the operator":    {aws + "  storage: {pvc: {}}\n", 2, v1alpha1.ByDefault, "", false, ""},
		"generated claim":          {aws + "  storage: {pvc: {create: {}}}\n", 2, v1alpha1.ByDefault, "", false, "Unmanaged"},
		"CephFS":                   {aws + "  storage: {cephFS: {}}\n", 2, v1alpha1.ByDefault, "", false, "Unmanaged"},
		"emptyDir":                 {aws + "  storage: {emptyDir: {}}\n", 1, v1alpha1.ByBackend, "", false, ""},
		"Swift":                    {aws + "  storage: {swift: {container: c}}\n", 2, v1alpha1.ByDefault, "", true, "Unmanaged"},
		"in-cluster S3":            {aws + "  storage: {s3: {bucket: b, region: r, regionEndpoint: http://s3.minio.svc}}\n", 2, v1alpha1.ByDefault, "", true, "Unmanaged"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p, errs := parse(t, of(test.spec))
			require.Empty(t, errs)
			r := p.Spec.Registry
			assert.Equal(t, test.replicas, *r.Replicas)
			assert.Equal(t, test.replicasBy, p.Origin("spec.registry.replicas").By)
			assert.Equal(t, test.rollout, r.RolloutStrategy)
			assert.Equal(t, test.redirectOff, r.DisableRedirect != nil && *r.DisableRedirect)
			assert.Equal(t, "Managed", r.ManagementState)
			if p.Spec.Storage != nil {
				assert.Equal(t, test.storage, p.Spec.Storage.ManagementState)
			}
		})
	}
}

// TestWithoutStorageType sets no default for the registry without a storage type:
// its state on the cluster may be intended.
func TestWithoutStorageType(t *testing.T) {
	set := func(n int32) *int32 { return &n }
	for name, test := range map[string]struct {
		spec     string
		state    string
		replicas *int32
	}{
		"nothing":             {aws, "", nil},
		"on one node":         {"  openshift: {version: \"4.16\", platform: VSphere, infrastructureTopology: SingleReplica}\n", "", nil},
		"only replicas":       {aws + "  registry: {replicas: 0}\n", "", set(0)},
		"only the state":      {aws + "  registry: {managementState: Managed}\n", "Managed", nil},
		"protected storage":   {aws + "  storage: {managementState: Unmanaged}\n", "", nil},
		"removed, protected":  {aws + "  registry: {managementState: Removed}\n  storage: {managementState: Unmanaged}\n", "Removed", nil},
		"placement and state": {aws + "  registry: {managementState: Unmanaged, spread: Zones}\n", "Unmanaged", nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, errs := parse(t, of(test.spec))
			require.Empty(t, errs)
			assert.Equal(t, test.state, p.Spec.Registry.ManagementState)
			assert.Equal(t, test.replicas, p.Spec.Registry.Replicas)
			assert.Empty(t, p.Spec.Registry.RolloutStrategy)
			assert.Nil(t, p.Spec.Registry.DisableRedirect)
			assert.Nil(t, p.Store())
		})
	}
}

// TestOrigins checks that values of the profile are distinguished from defaults.
func TestOrigins(t *testing.T) {
	p, errs := parse(t, of(aws+"  registry: {managementState: Managed}\n  storage: {pvc: {claim: c, accessModes: [ReadWriteOnce]}}\n"))
	require.Empty(t, errs)
	assert.Equal(t, v1alpha1.ByProfile, p.Origin("spec.registry.managementState").By)
	assert.Equal(t, "spec.storage.pvc.claim", p.Origin("spec.storage.pvc").Child("claim").Path)
	assert.Equal(t, v1alpha1.ByBackend, p.Origin("spec.registry.replicas").By)
	assert.NotEmpty(t, p.Origin("spec.registry.replicas").Reason)
	assert.Equal(t, v1alpha1.ByDefault, p.Origin("spec.storage.managementState").By)
}

// TestSubjectNames checks that only names of service accounts are restricted.
func TestSubjectNames(t *testing.T) {
	tests := map[string]struct{ subject, want string }{
		"account":                    {"{kind: ServiceAccount, name: builder, namespace: team-a}", ""},
		"account with its namespace": {"{kind: ServiceAccount, name: \"team-a:builder\", namespace: team-a}", "spec.metrics.subjects[0].name: Invalid value: \"team-a:builder\""},
		"group":                      {"{kind: Group, name: \"CN=Team A,OU=groups\"}", ""},
		"user":                       {"{kind: User, name: Jane@Example.com}", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, errs := parse(t, of(aws+"  metrics: {subjects: ["+test.subject+"]}\n"))
			if test.want == "" {
				assert.Empty(t, errs)
				return
			}
			require.Len(t, errs, 1)
			assert.Contains(t, errs[0], test.want)
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(of(aws))
	f.Add(of(aws + "  storage: {pvc: {create: {size: 1Gi}}}\n"))
	f.Add(of("  openshift: &a {version: 4.20, <<: *a}\n"))
	f.Fuzz(func(t *testing.T, text string) {
		node, err := yaml.Parse(text)
		if err != nil || node.YNode().Kind != yaml.MappingNode {
			return
		}
		before := node.MustString()
		resolve.Parse(node.YNode())
		assert.Equal(t, before, node.MustString(), "Parse changes its input")
	})
}
