package profile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/profile"
)

// of returns a profile with more fields of its spec, indented by two spaces.
func of(spec string) string {
	return "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: test\nspec:\n" + spec
}

const aws = "  openshift: {version: \"4.16\", platform: AWS}\n"

func parse(t *testing.T, text string) (*profile.RegistryProfile, []string) {
	t.Helper()
	node, err := yaml.Parse(text)
	require.NoError(t, err)
	p, errs := profile.Parse(node.YNode())
	var msgs []string
	for _, err := range errs {
		msgs = append(msgs, err.Error())
	}
	return p, msgs
}

func TestParseErrors(t *testing.T) {
	platforms := `supported values: "AWS", "AlibabaCloud", "Azure", "BareMetal", "EquinixMetal", "External", "GCP", "IBMCloud", "KubeVirt", "Libvirt", "None", "Nutanix", "OpenStack", "PowerVS", "VSphere", "oVirt"`
	tests := map[string]struct {
		text string
		want []string
	}{
		"wrong kind": {
			strings.Replace(of(aws), "kind: RegistryProfile", "kind: RegistryProfil", 1),
			[]string{`kind: Unsupported value: "RegistryProfil": did you mean "RegistryProfile"? supported values: "RegistryProfile"`},
		},
		"wrong version": {
			strings.Replace(of(aws), "v1alpha1", "v1", 1),
			[]string{`apiVersion: Unsupported value: "registryprofile.dev/v1": did you mean "registryprofile.dev/v1alpha1"? supported values: "registryprofile.dev/v1alpha1"`},
		},
		"no spec": {
			"apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: test\n",
			[]string{`spec: Required value`},
		},
		"no name": {
			strings.Replace(of(aws), "name: test", "labels: {}", 1),
			[]string{`metadata.name: Required value: name the cluster that the profile is for`},
		},
		"unquoted release": {
			of("  openshift: {version: 4.20, platform: AWS}\n"),
			[]string{`spec.openshift.version: Invalid value: 4.20: a YAML number where a string belongs; put it in quotes: "4.20" (mind that YAML reads 4.20 as the number 4.2)`},
		},
		"unknown release": {
			of("  openshift: {version: \"4.11\", platform: AWS}\n"),
			[]string{`spec.openshift.version: Invalid value: "4.11": supported releases are 4.12 to 4.23`},
		},
		"no release": {
			of("  openshift: {platform: AWS}\n"),
			[]string{`spec.openshift.version: Required value: write the cluster's release in quotes, for example "4.14"`},
		},
		"unknown platform": {
			of("  openshift: {version: \"4.16\", platform: vSphere}\n"),
			[]string{`spec.openshift.platform: Unsupported value: "vSphere": did you mean "VSphere"? ` + platforms},
		},
		"two storage types": {
			of(aws + "  storage: {s3: {bucket: b}, emptyDir: {}}\n"),
			[]string{`spec.storage: Forbidden: 2 storage types (s3, emptyDir), of which the operator takes one only; keep one`},
		},
		"no storage type": {
			of(aws + "  storage: {managementState: Managed}\n"),
			[]string{`spec.storage: Required value: write one storage type: s3, gcs, azure, swift, ibmcos, pvc, emptyDir, cephRGW, noobaa, cephFS; or leave spec.storage out to leave storage alone`},
		},
		"misspelt storage type is not also a missing one": {
			of(aws + "  storage: {S3: {bucket: b}}\n"),
			[]string{`spec.storage.S3: Forbidden: unknown field, did you mean "s3"?`},
		},
		"field of a later release": {
			of(aws + "  storage: {s3: {chunkSizeMiB: 10}}\n"),
			[]string{`spec.storage.s3.chunkSizeMiB: Forbidden: OpenShift 4.16 does not know it, 4.17 is the first release that does; remove it`},
		},
		"custom spread without constraints": {
			of(aws + "  registry: {spread: Custom}\n"),
			[]string{`spec.registry.topologySpreadConstraints: Required value: spread: Custom needs them`},
		},
		"constraints without custom spread": {
			of(aws + "  registry: {spread: Zones, topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]}\n"),
			[]string{`spec.registry.topologySpreadConstraints: Forbidden: only with spread: Custom, not with Zones`},
		},
		"misspelt field of a Kubernetes type": {
			of(aws + "  registry: {tolerations: [{kee: a}]}\n"),
			[]string{`spec.registry.tolerations[0].kee: Forbidden: unknown field, did you mean "key"?`},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, errs := parse(t, test.text)
			assert.Equal(t, test.want, errs)
		})
	}
}

func TestDefaults(t *testing.T) {
	const rwo = "  storage: {pvc: {claim: c, accessModes: [ReadWriteOnce]}}\n"
	tests := map[string]struct {
		spec        string
		replicas    int32
		replicasBy  profile.By
		rollout     string
		redirectOff bool
		storage     string
	}{
		"shared store with a name":      {aws + "  storage: {s3: {bucket: b}}\n", 2, profile.ByDefault, "", false, "Unmanaged"},
		"the operator's own store":      {aws + "  storage: {s3: {region: r}}\n", 2, profile.ByDefault, "", false, ""},
		"storage management wins":       {aws + "  storage: {managementState: Managed, s3: {bucket: b}}\n", 2, profile.ByDefault, "", false, "Managed"},
		"replicas win":                  {aws + "  registry: {replicas: 5}\n", 5, profile.ByProfile, "", false, ""},
		"single node":                   {"  openshift: {version: \"4.16\", platform: AWS, infrastructureTopology: SingleReplica}\n  storage: {s3: {bucket: b}}\n", 1, profile.ByDefault, "", false, "Unmanaged"},
		"ReadWriteOnce":                 {aws + rwo, 1, profile.ByBackend, "Recreate", false, "Unmanaged"},
		"ReadWriteMany":                 {aws + "  storage: {pvc: {claim: c}}\n", 2, profile.ByDefault, "", false, "Unmanaged"},
		"the operator's own claim":      {aws + "  storage: {pvc: {}}\n", 2, profile.ByDefault, "", false, ""},
		"claim made here":               {aws + "  storage: {pvc: {create: {}}}\n", 2, profile.ByDefault, "", false, "Unmanaged"},
		"CephFS":                        {aws + "  storage: {cephFS: {}}\n", 2, profile.ByDefault, "", false, "Unmanaged"},
		"emptyDir":                      {aws + "  storage: {emptyDir: {}}\n", 1, profile.ByBackend, "", false, ""},
		"Swift":                         {aws + "  storage: {swift: {container: c}}\n", 2, profile.ByDefault, "", true, "Unmanaged"},
		"in-cluster S3":                 {aws + "  storage: {s3: {bucket: b, region: r, regionEndpoint: http://s3.minio.svc}}\n", 2, profile.ByDefault, "", true, "Unmanaged"},
		"storage left alone on AWS":     {aws, 2, profile.ByDefault, "", false, ""},
		"storage left alone, OpenStack": {"  openshift: {version: \"4.16\", platform: OpenStack}\n", 1, profile.ByDefault, "", false, ""},
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

// TestOrigins shows that a wish can be told from a default, with its reason.
func TestOrigins(t *testing.T) {
	p, errs := parse(t, of(aws+"  registry: {managementState: Managed}\n  storage: {pvc: {claim: c, accessModes: [ReadWriteOnce]}}\n"))
	require.Empty(t, errs)
	assert.Equal(t, profile.ByProfile, p.Origin("spec.registry.managementState").By)
	assert.Equal(t, "spec.storage.pvc.claim", p.Origin("spec.storage.pvc").Child("claim").Path)
	assert.Equal(t, "a ReadWriteOnce claim serves one pod", p.Origin("spec.registry.replicas").Reason)
	assert.Equal(t, profile.ByDefault, p.Origin("spec.storage.managementState").By)
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
		profile.Parse(node.YNode())
		assert.Equal(t, before, node.MustString(), "Parse changes what it reads")
	})
}
