package messages

import (
	"slices"
	"strings"
)

// Condition describes a status of a condition of Config cluster. ClusterOperator
// image-registry summarizes the conditions.
type Condition struct {
	// Types have this meaning in common.
	Types []string
	// Status is True, False or Unknown.
	Status string
	// Reasons restrict the meaning; empty for all reasons.
	Reasons []string
	// Meaning is one sentence or more.
	Meaning string
	// Remedy is an imperative sentence.
	Remedy string
}

// Title returns the types, the status and the reasons.
func (c Condition) Title() string {
	title := strings.Join(c.Types, ", ") + " " + c.Status
	if len(c.Reasons) > 0 {
		title += ", " + strings.Join(c.Reasons, " or ")
	}
	return title
}

// Conditions returns the conditions in the order in which to read them.
func Conditions() []Condition { return slices.Clone(conditions) }

// Of returns the conditions and entries that have a type or a reason.
func Of(name string) ([]Condition, []Entry) {
	var found []Condition
	for _, c := range conditions {
		if slices.Contains(c.Types, name) || slices.Contains(c.Reasons, name) {
			found = append(found, c)
		}
	}
	var entries []Entry
	for _, e := range All() {
		if e.Condition == name || e.Reason == name {
			entries = append(entries, e)
		}
	}
	return found, entries
}

var conditions = []Condition{
	{
		Types: []string{"Available"}, Status: "True",
		Meaning: "The registry serves images, but possibly with an old configuration: old pods run while new ones fail.",
		Remedy:  "Check Progressing too.",
	},
	{
		Types: []string{"Available"}, Status: "False", Reasons: []string{"NoReplicasAvailable", "DeploymentNotFound"},
		Meaning: "No pod runs.",
		Remedy:  "Check the events and the pods; the usual cause is an unbound claim.",
	},
	{
		Types: []string{"Progressing"}, Status: "True",
		Meaning: "A rollout runs, or the operator retries with increasing delays.",
		Remedy:  "Wait for the rollout; if the message names an error, look up the message.",
	},
	{
		Types: []string{"Degraded"}, Status: "True", Reasons: []string{"ProgressDeadlineExceeded"},
		Meaning: "A rollout has made no progress for 120 seconds; old pods still serve, so Available can be True.",
		Remedy:  "Read the events of the new pod; a single node has no room for a second pod of two replicas, so set spec.registry.rolloutStrategy to Recreate for this change.",
	},
	{
		Types: []string{"Degraded"}, Status: "True", Reasons: []string{"Unavailable"},
		Meaning: "The registry has been down for minutes.",
		Remedy:  "Check the events and the pods.",
	},
	{
		Types: []string{"Degraded"}, Status: "True", Reasons: []string{"RouteDegraded"},
		Meaning: "A router refuses a route, because another route has the host.",
		Remedy:  "Choose another host in spec.exposure.routes.",
	},
	{
		Types: []string{"Removed"}, Status: "True",
		Meaning: "managementState is Removed.",
		Remedy:  "None, if that is intended.",
	},
	{
		Types: []string{"StorageExists"}, Status: "True",
		Meaning: "The store exists. With the reason UserManaged on Azure, the operator has not looked: with an account key, a container with a mistyped name is neither found nor created.",
		Remedy:  "On Azure, compare the name of the container with the account.",
	},
	{
		Types: []string{"StorageExists"}, Status: "False",
		Meaning: "The store does not exist, or its names are incomplete; on Azure, account and container must both be set.",
		Remedy:  "Check the names and the credentials.",
	},
	{
		Types: []string{"StorageExists"}, Status: "Unknown",
		Meaning: "The operator could not ask the store. S3 reports all faults so: wrong credentials, missing permissions, unknown hosts and certificates.",
		Remedy:  "Look up the message of the condition.",
	},
	{
		Types: []string{"StorageEncrypted", "StorageTagged", "StoragePublicAccessBlocked", "StorageIncompleteUploadCleanupEnabled"}, Status: "True or False",
		Meaning: "The operator has configured the S3 bucket that it manages; False: it was not allowed to. After a change to another bucket, the conditions keep the values of the old bucket; a bucket of your own received no such request.",
		Remedy:  "Print the permissions with registry-profile aws policy, and configure a bucket of your own.",
	},
	{
		Types: []string{"ImageRegistryCertificatesControllerDegraded"}, Status: "True",
		Meaning: "A ConfigMap with certificates is missing or has no usable key: that of image.config, or that of s3.trustedCA.",
		Remedy:  "Check spec.trust.registries.configMapName and spec.trust.storage.configMapName, and the source of both.",
	},
	{
		Types: []string{"NodeCADaemonAvailable"}, Status: "False",
		Meaning: "The DaemonSet node-ca does not run, so new nodes do not trust the registry and the CAs of external registries.",
		Remedy:  "Check the pods of node-ca and the events.",
	},
	{
		Types: []string{"ImagePrunerDegraded"}, Status: "True", Reasons: []string{"JobFailed", "SyncError"},
		Meaning: "A job of the pruner failed, or the operator cannot create its CronJob. ClusterOperator image-registry is then Degraded, which blocks upgrades.",
		Remedy:  "Read the log of the failed job. The next successful job removes the condition; to remove it now, delete the failed job.",
	},
}
