package generators

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// networkPolicy allows the Job that changes the storage to connect to the API
// server where a policy of OpenShift denies all traffic. The pod uses the
// address of the server, so it does not need DNS.
func networkPolicy(state *desired.State) []*Object {
	if state.StorageChange == nil || !state.StorageChange.Isolated {
		return nil
	}
	return single(inStorageChangeStep(typed(openshift.NetworkPolicy, &networkingv1.NetworkPolicy{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, desired.StorageChanger),
		Spec: networkingv1.NetworkPolicySpec{
			PodSelector: metav1.LabelSelector{MatchLabels: stepLabels()},
			PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeEgress},
			Egress: []networkingv1.NetworkPolicyEgressRule{{Ports: []networkingv1.NetworkPolicyPort{
				tcp(6443),
				tcp(443), // hosted control planes
			}}},
		},
	}, origins{"spec": byDefault("the namespace denies traffic by default")})))
}

func tcp(port int32) networkingv1.NetworkPolicyPort {
	return networkingv1.NetworkPolicyPort{Protocol: new(corev1.ProtocolTCP), Port: new(intstr.FromInt32(port))}
}
