package desired

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// constraints decides the topology spread constraints. Zones and Hosts follow
// the OpenShift 4.14 registry documentation, section 2.3, with matchLabelKeys
// if the cluster supports it. Without matchLabelKeys, the scheduler counts the
// pods of the old and the new ReplicaSet together, which can deadlock a
// rollout. The node policies are those of the operator's own constraints: without
// nodeTaintsPolicy, a node with a taint that the pods do not tolerate is an empty
// domain, and can keep the other pods pending.
func constraints(p *resolve.Profile) Decision[[]corev1.TopologySpreadConstraint] {
	r := p.Spec.Registry
	switch r.Spread {
	case v1alpha1.SpreadCustom:
		return decided(p, "spec.registry.topologySpreadConstraints", r.TopologySpreadConstraints)
	case v1alpha1.SpreadHosts, v1alpha1.SpreadZones:
		return decided(p, "spec.registry.spread", bookConstraints(p))
	default:
		return Decision[[]corev1.TopologySpreadConstraint]{}
	}
}

func bookConstraints(p *resolve.Profile) []corev1.TopologySpreadConstraint {
	keys := []string{openshift.HostnameLabel}
	if !openshift.OtherRole(p.Spec.Registry.NodeSelector) {
		keys = append(keys, openshift.WorkerRoleLabel)
	}
	if p.Spec.Registry.Spread == v1alpha1.SpreadZones {
		keys = append(keys, openshift.ZoneLabel)
	}
	list := make([]corev1.TopologySpreadConstraint, len(keys))
	for i, key := range keys {
		list[i] = corev1.TopologySpreadConstraint{
			MaxSkew:           1,
			TopologyKey:       key,
			WhenUnsatisfiable: corev1.DoNotSchedule,
			LabelSelector: &metav1.LabelSelector{
				MatchLabels: map[string]string{openshift.PodLabel: openshift.PodLabelValue},
			},
		}
		if !p.Release().Before(openshift.MatchLabelKeys) {
			list[i].MatchLabelKeys = []string{"pod-template-hash"}
		}
		if !p.Release().Before(openshift.NodePolicies) {
			list[i].NodeAffinityPolicy, list[i].NodeTaintsPolicy = ptr.To(corev1.NodeInclusionPolicyHonor), ptr.To(corev1.NodeInclusionPolicyHonor)
		}
	}
	return list
}
