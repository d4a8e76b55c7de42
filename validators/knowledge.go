package validators

import (
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Knowledge lists what a rule must know to judge manifests. A rule reports
// nothing if the input does not contain it: a guess would often be wrong.
type Knowledge uint

const (
	// WholeCluster is all objects that are applied to the cluster, so that a
	// missing object is missing on the cluster.
	WholeCluster Knowledge = 1 << iota
	// WholeConfig is a composed or live Config that sets all required fields. In a
	// partial Config, the live value of a field that is not set is unknown.
	WholeConfig
	// ClusterRelease and the following are facts about the cluster.
	ClusterRelease
	ClusterPlatform
	ClusterEnvironment
	ClusterTopology
	// LiveStatus is the status of a Config.
	LiveStatus
	// ClusterControlPlane and ClusterService are facts about the cluster.
	ClusterControlPlane
	ClusterService
)

// knowledgeNames lists the names of all bits, in the order of the bits.
var knowledgeNames = []string{
	"all objects of the cluster", "a complete Config", "the release", "the platform", "the environment", "the infrastructure topology",
	"the status of the Config", "the topology of the control plane", "the managed service",
}

// String lists the names for display.
func (k Knowledge) String() string {
	var names []string
	for i, name := range knowledgeNames {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// includes reports whether k contains all that is needed.
func (k Knowledge) includes(needed Knowledge) bool { return k&needed == needed }

// Needs returns what the rule must know to judge manifests.
func (r Rule) Needs() Knowledge {
	if r.Since() != "" {
		return r.needs | ClusterRelease
	}
	return r.needs
}

// knowledge returns what is known about the input.
func (in input) knowledge() Knowledge {
	var known Knowledge
	for bit, given := range map[Knowledge]bool{
		WholeCluster:       in.whole,
		WholeConfig:        in.hasWholeConfig(),
		ClusterRelease:     in.cluster.release != openshift.Release{},
		ClusterPlatform:    in.cluster.platform != "",
		ClusterEnvironment: in.cluster.environment != "",
		ClusterTopology:    in.cluster.topology != "",
		LiveStatus:         in.hasStatus(),

		ClusterControlPlane: in.cluster.controlPlane != "",
		ClusterService:      in.cluster.service != "",
	} {
		if given {
			known |= bit
		}
	}
	return known
}

// hasWholeConfig reports whether every Config is whole. A part of a cluster may
// be completed by another, but not a dump of the object.
func (in input) hasWholeConfig() bool {
	return !slices.ContainsFunc(in.ofKind(openshift.Config), func(config item) bool {
		return !config.isWhole() || !in.whole && !config.isLive()
	})
}

// isWhole reports whether a Config sets the fields that the API server requires.
// Its author describes the complete object: a field that is not set has the
// operator's default.
func (it item) isWhole() bool { return it.has("spec", "managementState") && it.has("spec", "replicas") }

func (in input) hasStatus() bool {
	return slices.ContainsFunc(in.ofKind(openshift.Config), func(config item) bool { return config.has("status") })
}
