package openshift

import (
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Node labels that affect scheduling.
const (
	HostnameLabel   = "kubernetes.io/hostname"
	ZoneLabel       = "topology.kubernetes.io/zone"
	NodeRolePrefix  = "node-role.kubernetes.io/"
	WorkerRoleLabel = NodeRolePrefix + "worker"
	InfraRoleLabel  = NodeRolePrefix + "infra"
	// MasterRoleLabel is the label and the key of the taint of control plane nodes
	// in all releases (openshift/machine-config-operator, kubelet.service of
	// masters). The label control-plane came later.
	MasterRoleLabel = NodeRolePrefix + "master"
)

// NodeRole is a role of nodes: the label that selects them, and the taints that
// such nodes usually have.
type NodeRole struct {
	Label       string
	Tolerations []corev1.Toleration
}

// NodeRoles are the roles of nodes on which a registry can run, by the value of
// placement in a profile. The taints of infra nodes are those of the OpenShift
// documentation, with any value: it uses reserved, and many clusters none.
var NodeRoles = map[string]NodeRole{
	"Infra":        {Label: InfraRoleLabel, Tolerations: []corev1.Toleration{tolerate(InfraRoleLabel, corev1.TaintEffectNoSchedule), tolerate(InfraRoleLabel, corev1.TaintEffectNoExecute)}},
	"Worker":       {Label: WorkerRoleLabel},
	"ControlPlane": {Label: MasterRoleLabel, Tolerations: []corev1.Toleration{tolerate(MasterRoleLabel, corev1.TaintEffectNoSchedule)}},
}

func tolerate(key string, effect corev1.TaintEffect) corev1.Toleration {
	return corev1.Toleration{Key: key, Operator: corev1.TolerationOpExists, Effect: effect}
}

// NodeSelector returns the node selector of the role.
func (r NodeRole) NodeSelector() map[string]string { return map[string]string{r.Label: ""} }

// Others returns the labels of the other roles, sorted by the name of the role.
func (r NodeRole) Others() []string {
	var labels []string
	for _, name := range slices.Sorted(maps.Keys(NodeRoles)) {
		if label := NodeRoles[name].Label; label != r.Label {
			labels = append(labels, label)
		}
	}
	return labels
}

// OtherRole reports whether a node selector selects nodes of another role,
// which are not necessarily workers. Such nodes may lack the worker label. A
// pod with a spread constraint on a label is not scheduled on nodes without
// that label.
func OtherRole[V any](nodeSelector map[string]V) bool {
	if _, workers := nodeSelector[WorkerRoleLabel]; workers {
		return false
	}
	for label := range nodeSelector {
		if strings.HasPrefix(label, NodeRolePrefix) {
			return true
		}
	}
	return false
}
