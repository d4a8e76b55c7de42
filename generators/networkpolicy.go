package generators

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// networkPolicy lets the Job that changes the storage reach the API server,
// where a policy of OpenShift's denies all else. The pod finds the server by
// its address, so that it needs no DNS.
func networkPolicy(p *desired.Plan) []*Object {
	if p.StorageChange == nil || !p.StorageChange.Isolated {
		return nil
	}
	return one(before(typed(openshift.NetworkPolicy, &networkingv1.NetworkPolicy{
		ObjectMeta: named(openshift.RegistryNamespace, desired.StorageChanger),
		Spec: networkingv1.NetworkPolicySpec{
			PodSelector: metav1.LabelSelector{MatchLabels: changer()},
			PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeEgress},
			Egress: []networkingv1.NetworkPolicyEgressRule{{Ports: []networkingv1.NetworkPolicyPort{
				tcp(6443),
				tcp(443), // hosted control planes
			}}},
		},
	}, origins{"spec": because("the namespace denies all traffic that no policy allows")})))
}

func tcp(port int32) networkingv1.NetworkPolicyPort {
	return networkingv1.NetworkPolicyPort{Protocol: new(corev1.ProtocolTCP), Port: new(intstr.FromInt32(port))}
}
