package plan

import (
	"strings"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Cluster is a cluster and what is known about it. Zero values are unknown.
type Cluster struct {
	// Name of the profile.
	Name string
	// Platform has the defaults of the operator.
	Platform openshift.Platform
	Release  openshift.Release
	// InfrastructureTopology is HighlyAvailable or SingleReplica.
	InfrastructureTopology string
	// Manifests reports that no profile generates the manifests, so that a remedy
	// cannot be a field of a profile.
	Manifests bool
	// Replaces is the storage type of the cluster that the new manifests replace, as
	// spec.delivery.storageChange.from states it.
	Replaces string
	// Tool that applies the manifests.
	Tool string
	// Hub is the object on the hub that applies the manifests, and FormerHub the one of
	// the old manifests.
	Hub, FormerHub Hub
	// Live is what the old objects state about the cluster if they are those of a
	// running one; nil for manifests.
	Live *Live
	// Upgrade is the change of the release, nil if it does not change.
	Upgrade *Upgrade
}

// Hub is a Policy or a SyncSet on a hub. The zero value means that there is none.
type Hub struct {
	// Object as kind/namespace/name.
	Object string
	// Selects describes the clusters that it selects.
	Selects string
	// Action is enforce or inform; empty for a SyncSet.
	Action string
}

// change is a change of the manifests of a cluster.
type change struct {
	Cluster
	// known reports whether the old manifests have objects of the cluster. Otherwise
	// the cluster may be new, and may not contain any images.
	known bool
	// before and after are the objects by ID. After an apply, the objects after can
	// have more fields than the new manifests.
	before, after, manifests map[string]object
}

// of returns an object by kind, namespace and name; the zero object if the
// manifests do not contain it.
func of(objects map[string]object, kind, namespace, name string) object {
	return objects[kind+"/"+namespace+"/"+name]
}

// configs returns the old and the new Config of the operator.
func (c change) configs() (before, after object) {
	const kind, name = "Config", openshift.ClusterName
	return of(c.before, kind, "", name), of(c.after, kind, "", name)
}

// present returns the level of an effect that depends on the present state of the
// cluster. A cluster that the old manifests do not contain may be new.
func (c change) present(level Level) Level {
	if c.known {
		return level
	}
	return Info
}

// remedy returns the remedy in a profile, or the one in manifests.
func (c change) remedy(profile, manifests string) string {
	if c.Manifests {
		return manifests
	}
	return profile
}

// byJob reports whether a Job replaces the storage type.
func (c change) byJob() bool {
	for _, o := range c.after {
		if o.kind == openshift.Job && strings.HasPrefix(o.manifest.Name, desired.StorageChanger) {
			return true
		}
	}
	return false
}
