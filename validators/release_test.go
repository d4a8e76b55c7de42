package validators

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestNewerReleaseIsTheNewest treats a release that is not supported as the newest
// one, also between two major versions.
func TestNewerReleaseIsTheNewest(t *testing.T) {
	for version, want := range map[string]openshift.Release{"4.99": openshift.LastRelease, "99.0": openshift.LastRelease, "4.16": {Major: 4, Minor: 16}, "4.11": {}, "": {}} {
		assert.Equal(t, want, resolveInput(Input{Cluster: v1alpha1.PolicyCluster{Version: version}}).cluster.release, version)
	}
}
