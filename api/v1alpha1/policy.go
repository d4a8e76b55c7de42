package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// PolicyKind is the kind of RegistryPolicy.
const PolicyKind = "RegistryPolicy"

// +kubebuilder:object:root=true

// RegistryPolicy configures the function as a validator. The validator checks
// the items of a resource list against the rules and does not change them.
type RegistryPolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	// Specification of the policy.
	Spec PolicySpec `json:"spec,omitempty"`
}

// PolicySpec is the specification of a RegistryPolicy.
type PolicySpec struct {
	// Cluster to which the manifests are applied. Used only where no profile
	// specifies the cluster.
	OpenShift PolicyCluster `json:"openshift,omitempty"`
	// Lowest severity that fails the build.
	FailOn string `json:"failOn,omitempty" enum:"Error|Warning" default:"Error"`
	// Items to write. PassThrough writes the items unchanged. None writes no
	// items; kustomize validators require None, any other host deletes every item.
	Output string `json:"output,omitempty" enum:"PassThrough|None" default:"PassThrough"`
	// Rules whose severity the policy overrides.
	Rules []RuleOverride `json:"rules,omitempty"`
}

// PolicyCluster describes the cluster. An omitted field is unknown, and rules
// that depend on it are not checked. It has the fields of OpenShift, in their
// order.
type PolicyCluster struct {
	// OpenShift release of the cluster, as x.y or x.y.z, in quotes.
	Version string `json:"version,omitempty" release:"true"`
	// Platform of the cluster, the value of
	// Infrastructure.status.platformStatus.type.
	Platform string `json:"platform,omitempty"`
	// Topology of the cluster, the value of
	// Infrastructure.status.infrastructureTopology.
	InfrastructureTopology string `json:"infrastructureTopology,omitempty" enum:"HighlyAvailable|SingleReplica"`
	// Topology of the control plane, the value of
	// Infrastructure.status.controlPlaneTopology. External means hosted control
	// planes.
	ControlPlaneTopology string `json:"controlPlaneTopology,omitempty" enum:"HighlyAvailable|HighlyAvailableArbiter|DualReplica|SingleReplica|External"`
	// Managed service that operates the cluster: Red Hat OpenShift Service on AWS,
	// OpenShift Dedicated or Azure Red Hat OpenShift.
	ManagedBy string `json:"managedBy,omitempty" enum:"ROSA|OSD|ARO"`
	// Environment of the cluster. It determines how strict the rules are.
	Environment string `json:"environment,omitempty" enum:"Production|NonProduction"`
}

// RuleOverride changes the severity of a rule.
type RuleOverride struct {
	// ID of the rule.
	ID string `json:"id" required:"true"`
	// Severity of the rule's diagnostics. Ignore suppresses them: they are
	// reported as info, with the reason.
	Severity string `json:"severity" required:"true" enum:"Ignore|Info|Warning|Error"`
	// Reason for the override.
	Reason string `json:"reason" required:"true" pattern:"." like:"the reason why the rule does not apply"`
}

// Values of the policy's fields.
const (
	FailOnWarning = "Warning"
	OutputNone    = "None"
	// OverrideIgnore suppresses the diagnostics of a rule.
	OverrideIgnore = "Ignore"
)
