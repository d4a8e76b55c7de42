package validators

import (
	"cmp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Kinds whose live objects describe the cluster, besides the Infrastructure.
var (
	clusterVersionKind = schema.FromAPIVersionAndKind("config.openshift.io/v1", "ClusterVersion")
	// aroKind is the object that configures the operator of Azure Red Hat OpenShift.
	aroKind = schema.FromAPIVersionAndKind("aro.openshift.io/v1alpha1", "Cluster")
)

// serviceTags maps the values of the tag red-hat-clustertype to the managed
// services. The services tag the resources of a cluster with it.
var serviceTags = map[string]string{"rosa": v1alpha1.ROSA, "osd": v1alpha1.OSD}

// ClusterFacts returns what the status of a ClusterVersion and an Infrastructure
// says about the cluster, and the infrastructure name. A fact is empty if the objects
// do not contain it, or if they contradict each other.
func ClusterFacts(nodes []*yaml.RNode) (facts v1alpha1.PolicyCluster, name string) {
	var all []v1alpha1.PolicyCluster
	var names []string
	for _, node := range nodes {
		switch {
		case isKind(node, clusterVersionKind):
			version := contentOf(node).text("status", "desired", "version")
			if parts := strings.SplitN(version, ".", 3); len(parts) >= 2 {
				all = append(all, v1alpha1.PolicyCluster{Version: parts[0] + "." + parts[1]})
			}
		case isKind(node, infrastructureKind):
			status := contentOf(node).dict("status")
			all = append(all, factsOf(status))
			names = append(names, status.text("infrastructureName"))
		case isKind(node, aroKind):
			all = append(all, v1alpha1.PolicyCluster{ManagedBy: v1alpha1.ARO})
		}
	}
	agreed := func(field func(v1alpha1.PolicyCluster) string) string {
		values := make([]string, len(all))
		for i, f := range all {
			values[i] = field(f)
		}
		return only(values)
	}
	return v1alpha1.PolicyCluster{
		Version:                agreed(func(f v1alpha1.PolicyCluster) string { return f.Version }),
		Platform:               agreed(func(f v1alpha1.PolicyCluster) string { return f.Platform }),
		InfrastructureTopology: agreed(func(f v1alpha1.PolicyCluster) string { return f.InfrastructureTopology }),
		ControlPlaneTopology:   agreed(func(f v1alpha1.PolicyCluster) string { return f.ControlPlaneTopology }),
		ManagedBy:              agreed(func(f v1alpha1.PolicyCluster) string { return f.ManagedBy }),
	}, only(names)
}

// only returns the only value besides empty ones, and an empty text if there are
// several.
func only(values []string) string {
	values = slices.DeleteFunc(slices.Clone(values), func(value string) bool { return value == "" })
	slices.Sort(values)
	if values = slices.Compact(values); len(values) != 1 {
		return ""
	}
	return values[0]
}

// factsOf returns the facts in the status of an Infrastructure.
func factsOf(status object) v1alpha1.PolicyCluster {
	return v1alpha1.PolicyCluster{
		Platform:               cmp.Or(status.text("platformStatus", "type"), status.text("platform")),
		InfrastructureTopology: status.text("infrastructureTopology"),
		ControlPlaneTopology:   status.text("controlPlaneTopology"),
		ManagedBy: cmp.Or(
			taggedService(status.value("platformStatus", "aws", "resourceTags")),
			taggedService(status.value("platformStatus", "gcp", "resourceLabels")),
		),
	}
}

// taggedService returns the service to which a list of tags belongs.
func taggedService(tags any) string {
	values := map[string]string{}
	list, _ := tags.([]any)
	for _, tag := range list {
		if fields, ok := tag.(map[string]any); ok {
			values[object(fields).text("key")] = object(fields).text("value")
		}
	}
	if values["red-hat-managed"] != "true" {
		return ""
	}
	return serviceTags[values["red-hat-clustertype"]]
}

// factsAmong returns the facts in the objects that a supported cluster can have. A
// rule would apply to another cluster otherwise.
func factsAmong(nodes []*yaml.RNode) v1alpha1.PolicyCluster {
	found, _ := ClusterFacts(nodes)
	if _, err := openshift.ParseRelease(found.Version); err != nil {
		found.Version = "" // also a release before the first supported one
	}
	if openshift.FindPlatform(found.Platform).Name == "" {
		found.Platform = ""
	}
	return found
}

// completed returns the facts that a policy states, completed by those that were
// found.
func completed(stated, found v1alpha1.PolicyCluster) v1alpha1.PolicyCluster {
	return v1alpha1.PolicyCluster{
		Version:                cmp.Or(stated.Version, found.Version),
		Platform:               cmp.Or(stated.Platform, found.Platform),
		InfrastructureTopology: cmp.Or(stated.InfrastructureTopology, found.InfrastructureTopology),
		ControlPlaneTopology:   cmp.Or(stated.ControlPlaneTopology, found.ControlPlaneTopology),
		ManagedBy:              cmp.Or(stated.ManagedBy, found.ManagedBy),
		Environment:            stated.Environment,
	}
}
