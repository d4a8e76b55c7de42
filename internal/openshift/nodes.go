package openshift

import "strings"

// Node labels that scheduling depends on.
const (
	HostnameLabel   = "kubernetes.io/hostname"
	ZoneLabel       = "topology.kubernetes.io/zone"
	NodeRolePrefix  = "node-role.kubernetes.io/"
	WorkerRoleLabel = NodeRolePrefix + "worker"
)

// OtherRole reports whether a node selector asks for nodes of another role
// that need not be workers. Such nodes may lack the worker label, and a pod
// with a spread constraint on a label does not run on nodes without it.
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
