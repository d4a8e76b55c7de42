package validators

import (
	"encoding/json"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var jobBehindDefaultDeny = Rule{
	ID: "NW001", Severity: Warning,
	Title:  "job behind the default-deny network policy",
	Why:    "From 4.22, pods in " + openshift.RegistryNamespace + " reach neither DNS nor the API server unless a NetworkPolicy allows it.",
	Remedy: "Add a NetworkPolicy that allows the egress of the job.",
	Source: "operator",
	from:   openshift.DefaultDeny,
	needs:  WholeCluster,
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, job := range append(in.ofKind(openshift.Job), in.ofKind(openshift.CronJob)...) {
			if job.namespace() == openshift.RegistryNamespace && !in.hasEgress(job) {
				found = append(found, job.at("metadata.namespace", job.namespace())...)
			}
		}
		return found
	},
}

// hasEgress reports whether a NetworkPolicy selects the pods of a job and says
// what they may reach.
func (in input) hasEgress(job item) bool {
	return slices.ContainsFunc(in.allOfKind(openshift.NetworkPolicy), func(policy item) bool {
		egress := policy.has("spec", "egress") || slices.Contains(policy.texts("spec", "policyTypes"), "Egress")
		return egress && policy.isIn(openshift.RegistryNamespace) && policy.selects(job.podLabels())
	})
}

// podLabels returns the labels of the pods of a job, with those that Kubernetes
// adds.
func (it item) podLabels() labels.Set {
	template := it.dict("spec", "template")
	set := labels.Set{}
	if it.kind == openshift.CronJob {
		template = it.dict("spec", "jobTemplate", "spec", "template")
	} else {
		set["job-name"], set["batch.kubernetes.io/job-name"] = it.name(), it.name()
	}
	written := template.dict("metadata", "labels")
	for key := range written {
		set[key] = written.text(key)
	}
	return set
}

// selects reports whether the podSelector of a NetworkPolicy selects pods. An
// empty selector selects all, and so may one that is invalid.
func (it item) selects(pods labels.Set) bool {
	var selector metav1.LabelSelector
	text, err := json.Marshal(it.dict("spec", "podSelector"))
	if err != nil || json.Unmarshal(text, &selector) != nil {
		return true
	}
	s, err := metav1.LabelSelectorAsSelector(&selector)
	return err != nil || s.Matches(pods)
}
