package resolve

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// PreferredAntiAffinity returns an affinity that prefers different nodes for the
// registry pods, and then different zones.
func PreferredAntiAffinity() *corev1.Affinity {
	term := func(weight int32, key string) corev1.WeightedPodAffinityTerm {
		pods := &metav1.LabelSelector{MatchLabels: map[string]string{openshift.PodLabel: openshift.PodLabelValue}}
		return corev1.WeightedPodAffinityTerm{Weight: weight, PodAffinityTerm: corev1.PodAffinityTerm{LabelSelector: pods, TopologyKey: key}}
	}
	return &corev1.Affinity{PodAntiAffinity: &corev1.PodAntiAffinity{
		PreferredDuringSchedulingIgnoredDuringExecution: []corev1.WeightedPodAffinityTerm{
			term(100, openshift.HostnameLabel), term(50, openshift.ZoneLabel),
		},
	}}
}

// defaultAffinity sets the affinity of antiAffinity: Preferred. The operator sets
// its own anti-affinity only if Config has no affinity.
func (p *Profile) defaultAffinity() {
	r := &p.Spec.Registry
	if r.AntiAffinity == v1alpha1.AntiAffinityPreferred && r.Affinity == nil {
		r.Affinity = PreferredAntiAffinity()
		p.origins[registryPath.Child("affinity").String()] = v1alpha1.Origin{By: v1alpha1.ByProfile, Path: registryPath.Child("antiAffinity").String()}
	}
}

func (p *Profile) checkAffinity() field.ErrorList {
	r := p.Written.Spec.Registry
	if r.AntiAffinity == "" || r.Affinity == nil {
		return nil
	}
	return field.ErrorList{field.Invalid(registryPath.Child("antiAffinity"), string(r.AntiAffinity), "not valid together with affinity, which it determines; remove one of them")}
}
