package desired_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// stateOf returns the desired state of a spec in flow style.
func stateOf(t *testing.T, spec string) *desired.State {
	t.Helper()
	node, err := yaml.Parse("{apiVersion: registryprofile.dev/v1alpha1, kind: RegistryProfile, metadata: {name: test}, spec: " + spec + "}")
	require.NoError(t, err)
	p, errs := resolve.Parse(node.YNode())
	require.Empty(t, errs)
	return desired.New(p)
}

const aws = `openshift: {version: "4.16", platform: AWS}`

// TestConfigFields decides each kind of field: set, empty, false, and defaulted.
func TestConfigFields(t *testing.T) {
	for name, tt := range map[string]struct {
		spec string
		want map[string]string // field of Config: value and origin
	}{
		"defaults":             {`{` + aws + `, storage: {s3: {}}}`, map[string]string{"managementState": `"Managed" 1`, "replicas": `2 1`}},
		"nothing":              {`{` + aws + `}`, map[string]string{}},
		"protected storage":    {`{` + aws + `, storage: {managementState: Unmanaged}}`, map[string]string{}},
		"set":                  {`{` + aws + `, registry: {logLevel: Debug}}`, map[string]string{"logLevel": `"Debug" 0`}},
		"false is a value":     {`{` + aws + `, registry: {readOnly: false}}`, map[string]string{"readOnly": `false 0`}},
		"zero is a value":      {`{` + aws + `, registry: {replicas: 0}}`, map[string]string{"replicas": `0 0`}},
		"empty maps are not":   {`{` + aws + `, registry: {proxy: {}, resources: {}, nodeSelector: {}, tolerations: []}}`, map[string]string{}},
		"an empty affinity is": {`{` + aws + `, registry: {affinity: {}}}`, map[string]string{"affinity": `{} 0`}},
		"one node at a time": {`{` + aws + `, storage: {pvc: {claim: c, accessModes: [ReadWriteOnce]}}}`,
			map[string]string{"managementState": `"Managed" 1`, "replicas": `1 2`, "rolloutStrategy": `"Recreate" 2`}},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[string]string{}
			for _, f := range stateOf(t, tt.spec).Config.Fields {
				value, err := json.Marshal(f.Value.Value)
				require.NoError(t, err)
				got[f.Path] = string(value) + " " + string('0'+rune(f.Value.Origin.By))
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

// TestConstraints requires the worker constraint only for registries that run on
// workers, matchLabelKeys only where the cluster honors them, and the node policies
// where the operator sets them.
func TestConstraints(t *testing.T) {
	for name, tt := range map[string]struct {
		version, nodeSelector string
		keys                  []string
		matchLabelKeys        bool
		policy                string
	}{
		"any node":               {"4.16", `{}`, []string{openshift.HostnameLabel, openshift.WorkerRoleLabel, openshift.ZoneLabel}, true, ""},
		"workers":                {"4.16", `{node-role.kubernetes.io/worker: ""}`, []string{openshift.HostnameLabel, openshift.WorkerRoleLabel, openshift.ZoneLabel}, true, ""},
		"infra":                  {"4.16", `{node-role.kubernetes.io/infra: ""}`, []string{openshift.HostnameLabel, openshift.ZoneLabel}, true, ""},
		"a label, no role":       {"4.16", `{disk: fast}`, []string{openshift.HostnameLabel, openshift.WorkerRoleLabel, openshift.ZoneLabel}, true, ""},
		"before Kubernetes 1.27": {"4.13", `{}`, []string{openshift.HostnameLabel, openshift.WorkerRoleLabel, openshift.ZoneLabel}, false, ""},
		"before 4.23":            {"4.22", `{}`, []string{openshift.HostnameLabel, openshift.WorkerRoleLabel, openshift.ZoneLabel}, true, ""},
		"from 4.23 on":           {"4.23", `{}`, []string{openshift.HostnameLabel, openshift.WorkerRoleLabel, openshift.ZoneLabel}, true, "Honor"},
	} {
		t.Run(name, func(t *testing.T) {
			state := stateOf(t, `{openshift: {version: "`+tt.version+`", platform: AWS}, registry: {spread: Zones, nodeSelector: `+tt.nodeSelector+`}}`)
			var list []struct {
				TopologyKey, NodeAffinityPolicy, NodeTaintsPolicy string

				MatchLabelKeys []string
			}
			for _, f := range state.Config.Fields {
				if f.Path == "topologySpreadConstraints" {
					text, err := json.Marshal(f.Value.Value)
					require.NoError(t, err)
					require.NoError(t, json.Unmarshal(text, &list))
					assert.Equal(t, "spec.registry.spread", f.Value.Origin.Path)
				}
			}
			var keys []string
			for _, c := range list {
				keys = append(keys, c.TopologyKey)
				assert.Equal(t, tt.matchLabelKeys, len(c.MatchLabelKeys) > 0)
				assert.Equal(t, tt.policy, c.NodeAffinityPolicy)
				assert.Equal(t, tt.policy, c.NodeTaintsPolicy)
			}
			assert.Equal(t, tt.keys, keys)
		})
	}
}

func TestBindingsAreMerged(t *testing.T) {
	state := stateOf(t, `{`+aws+`, access: [
		{role: registry-viewer, namespaces: [a, b], subjects: [{kind: Group, name: g}]},
		{role: registry-viewer, namespaces: [a], subjects: [{kind: Group, name: g}, {kind: User, name: u}]},
		{role: registry-editor, namespaces: [a], subjects: [{kind: User, name: u}]}]}`)
	got := map[string][]v1alpha1.Subject{}
	for _, b := range state.Bindings {
		got[b.Namespace+"/"+b.Role] = b.Subjects.Value
	}
	group, user := v1alpha1.Subject{Kind: "Group", Name: "g"}, v1alpha1.Subject{Kind: "User", Name: "u"}
	assert.Equal(t, map[string][]v1alpha1.Subject{
		"a/registry-viewer": {group, user}, "b/registry-viewer": {group}, "a/registry-editor": {user},
	}, got)
}

func TestTrust(t *testing.T) {
	state := stateOf(t, `{`+aws+`, trust: {registries: {configMapName: cas, certificates: [
		{host: "r.example.com:5000", ca: "one"}, {host: r.example.com, port: 5000, ca: "two\n\n"}, {host: q.example.com, ca: three}]}}}`)
	require.Len(t, state.ConfigMaps, 1)
	assert.Equal(t, map[string]string{"r.example.com..5000": "one\ntwo\n", "q.example.com": "three\n"}, state.ConfigMaps[0].Data.Value)
	assert.Equal(t, "cas", state.AdditionalTrustedCA.Value)
	ignored := stateOf(t, `{`+aws+`, trust: {registries: {configMapName: cas, imageConfig: Ignore}}}`)
	assert.False(t, ignored.AdditionalTrustedCA.Set)
}

// TestStorageChange requires a network policy from the release whose namespaces
// deny traffic by default, and no step for a user who applies by hand.
func TestStorageChange(t *testing.T) {
	change := func(version, tool string) *desired.StorageChange {
		return stateOf(t, `{openshift: {version: "`+version+`", platform: BareMetal}, storage: {pvc: {claim: c}}, delivery: {tool: `+tool+`, storageChange: {from: emptyDir, image: oc}}}`).StorageChange
	}
	require.NotNil(t, change("4.21", "ArgoCD"))
	assert.False(t, change("4.21", "ArgoCD").Isolated)
	assert.True(t, change("4.22", "ArgoCD").Isolated)
	assert.Nil(t, change("4.22", "Plain"))
}
