package validators_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/validators"
)

// TestClusterFacts reads the facts in the status of the objects of a cluster.
func TestClusterFacts(t *testing.T) {
	const (
		version = "apiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata: {name: version}\nstatus: {desired: {version: 4.18.3}}\n---\n"
		metal   = "apiVersion: config.openshift.io/v1\nkind: Infrastructure\nmetadata: {name: cluster}\nstatus: {infrastructureName: a-b1, infrastructureTopology: SingleReplica, controlPlaneTopology: SingleReplica, platformStatus: {type: BareMetal}}\n---\n"
		rosa    = "apiVersion: config.openshift.io/v1\nkind: Infrastructure\nmetadata: {name: cluster}\nstatus: {infrastructureName: c-d2, controlPlaneTopology: External, platform: AWS, platformStatus: {type: AWS, aws: {resourceTags: [{key: red-hat-managed, value: 'true'}, {key: red-hat-clustertype, value: rosa}]}}}\n---\n"
		aro     = "apiVersion: aro.openshift.io/preview\nkind: Cluster\nmetadata: {name: cluster}\n---\n"
		git     = "apiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata: {name: version}\nspec: {desiredUpdate: {version: 4.19.0}}\n---\n"
		bad     = "apiVersion: config.openshift.io/v1\nkind: Infrastructure\nmetadata: {name: cluster}\nstatus: [a]\n---\n"
	)
	for name, tt := range map[string]struct {
		objects, name string
		want          v1alpha1.PolicyCluster
	}{
		"metal":         {version + metal, "a-b1", v1alpha1.PolicyCluster{Version: "4.18", Platform: "BareMetal", InfrastructureTopology: "SingleReplica", ControlPlaneTopology: "SingleReplica"}},
		"hosted":        {rosa, "c-d2", v1alpha1.PolicyCluster{Platform: "AWS", ControlPlaneTopology: "External", ManagedBy: "ROSA"}},
		"ARO":           {aro, "", v1alpha1.PolicyCluster{ManagedBy: "ARO"}},
		"the same":      {version + version, "", v1alpha1.PolicyCluster{Version: "4.18"}},
		"contradiction": {metal + rosa, "", v1alpha1.PolicyCluster{InfrastructureTopology: "SingleReplica", ManagedBy: "ROSA"}},
		"a manifest":    {git, "", v1alpha1.PolicyCluster{}},
		"no map":        {bad, "", v1alpha1.PolicyCluster{}},
	} {
		t.Run(name, func(t *testing.T) {
			nodes, err := krm.ReadDocuments([]byte(tt.objects))
			require.NoError(t, err)
			facts, own := validators.ClusterFacts(nodes)
			assert.Equal(t, tt.want, facts)
			assert.Equal(t, tt.name, own)
		})
	}
}
