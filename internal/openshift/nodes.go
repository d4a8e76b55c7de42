package openshift

import "strings"

// Node labels that affect scheduling.
const (
	HostnameLabel   = "kubernetes.io/hostname"
	ZoneLabel       = "topology.kubernetes.io/zone"
	NodeRolePrefix  = "node-role.kubernetes.io/"
	WorkerRoleLabel = NodeRolePrefix + "worker"
)

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
