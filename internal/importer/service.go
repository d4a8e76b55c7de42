package importer

import (
	"cmp"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// aroCluster is the kind of the object that configures the operator of Azure Red
// Hat OpenShift. Its version is v1alpha1 or preview.
var aroCluster = schema.GroupKind{Group: "aro.openshift.io", Kind: "Cluster"}

// serviceTags maps the values of the tag red-hat-clustertype to the managed
// services. The services tag the resources of a cluster with it.
var serviceTags = map[string]string{"rosa": v1alpha1.ROSA, "osd": v1alpha1.OSD}

// service returns the managed service that operates the cluster, and an empty text
// if the objects do not tell.
func (s state) service() string {
	for _, o := range s {
		if o.kind.GroupKind() == aroCluster {
			return v1alpha1.ARO
		}
	}
	for _, i := range s.of(infrastructure) {
		if service := cmp.Or(
			taggedService(at(i, "status", "platformStatus", "aws", "resourceTags")),
			taggedService(at(i, "status", "platformStatus", "gcp", "resourceLabels")),
		); service != "" {
			return service
		}
	}
	return ""
}

// taggedService returns the service to which a list of tags belongs.
func taggedService(tags any) string {
	values := map[string]string{}
	list, _ := tags.([]any)
	for _, tag := range list {
		values[text(tag, "key")] = text(tag, "value")
	}
	if values["red-hat-managed"] != "true" {
		return ""
	}
	return serviceTags[values["red-hat-clustertype"]]
}
