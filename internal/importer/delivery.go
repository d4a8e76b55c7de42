package importer

import (
	"fmt"
	"maps"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// toolPrefixes are the tools by the prefix of their annotations.
var toolPrefixes = map[string]string{
	"argocd.argoproj.io/": v1alpha1.ArgoCD, "kustomize.toolkit.fluxcd.io/": v1alpha1.Flux, "client.lifecycle.config.k8s.io": v1alpha1.Kpt,
}

// protectedBy returns the tool that keeps a claim of the registry when it leaves Git,
// and the empty string if no annotation names one. A profile without the tool would
// remove the protection.
func (s state) protectedBy() string {
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if o := s[id]; o.kind == openshift.PersistentVolumeClaim || o.kind == openshift.ObjectBucketClaim {
			annotation := func(key string) string { return text(o.content, "metadata", "annotations", key) }
			for _, prefix := range slices.Sorted(maps.Keys(openshift.RetainAnnotations)) {
				if openshift.Retained(openshift.RetainAnnotations[prefix], annotation) {
					return toolPrefixes[prefix]
				}
			}
		}
	}
	return ""
}

// deliver sets the tool that applies the manifests: the tool of the options, or the
// one that protects the claims of the cluster. It fails if the profile does not
// support the tool.
func (r renderer) deliver(spec tree, tool string) ([]string, error) {
	delivery, _ := spec["delivery"].(tree)
	if delivery == nil {
		delivery = tree{}
	}
	var notes []string
	if tool == "" {
		if tool = r.state.protectedBy(); tool == "" || delivery["tool"] != nil {
			return nil, nil
		}
	}
	delivery["tool"] = tool
	spec["delivery"] = delivery
	if tool != v1alpha1.ACM {
		delete(delivery, "acm")
	} else if delivery["acm"] == nil {
		delivery["acm"] = tree{"namespace": "policies", "clusterSelector": tree{"name": r.name}}
		notes = append(notes, fmt.Sprintf("spec.delivery.acm: the objects do not contain the Policy; set the namespace of the policies on the hub, and the labels of the ManagedCluster, here name: %s", r.name))
	}
	if tool != v1alpha1.Hive {
		delete(delivery, "hive")
	} else if delivery["hive"] == nil {
		delivery["hive"] = tree{"namespace": r.name, "clusterDeployment": r.name}
		notes = append(notes, fmt.Sprintf("spec.delivery.hive: the objects do not contain the SyncSet; set the namespace and the name of the ClusterDeployment on the hub, here %s", r.name))
	}
	_, found := asApplied.Render(yaml.NewRNode(profileNode(r.name, spec)))
	for _, d := range found {
		if d.Severity == v1alpha1.SeverityError {
			return nil, fmt.Errorf("with the tool %s: %s: %s", tool, d.Field, d.Message)
		}
	}
	return notes, nil
}
