package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// PolicyKind is the kind of RegistryPolicy.
const PolicyKind = "RegistryPolicy"

// +kubebuilder:object:root=true

// RegistryPolicy is the configuration of the function as a validator: it
// changes nothing, and holds the items against the rules.
type RegistryPolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	// What the validator shall do.
	Spec PolicySpec `json:"spec,omitempty"`
}

// PolicySpec is the specification of a RegistryPolicy.
type PolicySpec struct {
	// The cluster that the manifests are for, where no profile says it.
	OpenShift PolicyCluster `json:"openshift,omitempty"`
	// Severity that fails the build.
	FailOn string `json:"failOn,omitempty" enum:"Error|Warning" default:"Error"`
	// PassThrough writes the items as they came. None writes nothing, which
	// kustomize's validators need; anywhere else it deletes every item.
	Output string `json:"output,omitempty" enum:"PassThrough|None" default:"PassThrough"`
	// Rules that weigh more or less than usual.
	Rules []RuleOverride `json:"rules,omitempty"`
}

// PolicyCluster describes the cluster. What is left out is not known, and rules
// that depend on it are silent.
type PolicyCluster struct {
	// Release, x.y or x.y.z, in quotes.
	Version string `json:"version,omitempty"`
	// Infrastructure.status.platformStatus.type of the cluster.
	Platform string `json:"platform,omitempty"`
	// How strict the rules are.
	Environment string `json:"environment,omitempty" enum:"Production|NonProduction"`
	// Infrastructure.status.infrastructureTopology of the cluster.
	InfrastructureTopology string `json:"infrastructureTopology,omitempty" enum:"HighlyAvailable|SingleReplica"`
}

// RuleOverride gives a rule another severity.
type RuleOverride struct {
	// ID of the rule.
	ID string `json:"id" required:"true"`
	// Severity of its findings; Ignore turns them into infos with the reason.
	Severity string `json:"severity" required:"true" enum:"Ignore|Info|Warning|Error"`
	// Why.
	Reason string `json:"reason" required:"true" pattern:"." like:"why the rule does not hold here"`
}

// Values of the policy's fields.
const (
	FailOnWarning = "Warning"
	OutputNone    = "None"
	// OverrideIgnore suppresses the diagnostics of a rule.
	OverrideIgnore = "Ignore"
)
