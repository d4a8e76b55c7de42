package repository

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// innerClusters are the clusters of embedded objects, by what selects them: objects
// that are applied to different clusters must not be judged together.
type innerClusters struct {
	path      string
	list      []*Cluster
	selectors []string
}

// of returns the cluster for the objects that an object embeds.
func (i *innerClusters) of(object *yaml.RNode) *Cluster {
	selector := selectorOf(object)
	at := slices.Index(i.selectors, selector)
	if at < 0 {
		at = len(i.list)
		i.selectors = append(i.selectors, selector)
		i.list = append(i.list, &Cluster{Path: i.path, sources: map[*yaml.RNode][]source{}})
	}
	return i.list[at]
}

// selectorOf returns what selects the clusters of an object that embeds others: the
// selector of a sync set, the namespace of a ManifestWork, or the object itself for
// a Template. Placements select the clusters of policies; those of one folder are
// treated as one cluster.
func selectorOf(object *yaml.RNode) string {
	group, kind := openshift.GroupOf(object.GetApiVersion()), object.GetKind()
	var path []string
	switch {
	case group == "hive.openshift.io" && kind == "SelectorSyncSet":
		path = []string{"spec", "clusterDeploymentSelector"}
	case group == "hive.openshift.io":
		path = []string{"spec", "clusterDeploymentRefs"}
	case group == "work.open-cluster-management.io":
		return kind + " " + object.GetNamespace()
	case kind == "Template":
		return kind + " " + object.GetName()
	default:
		return group
	}
	selector, err := object.Pipe(yaml.Lookup(path...))
	if err != nil || selector == nil {
		return kind
	}
	text, err := selector.String()
	if err != nil {
		return kind
	}
	return kind + " " + text
}
