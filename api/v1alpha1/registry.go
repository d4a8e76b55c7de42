package v1alpha1

import (
	"maps"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Registry holds the fields of Config.spec that are about the registry itself.
type Registry struct {
	// Managed runs the registry, Removed takes it away, Unmanaged leaves it as
	// it is.
	ManagementState string `json:"managementState,omitempty" enum:"Managed|Unmanaged|Removed" default:"Managed"`
	// Number of registry pods. Defaults to 2 on storage that pods can share
	// and to 1 elsewhere and on a single-node cluster.
	Replicas *int32 `json:"replicas,omitempty" min:"0" example:"2"`
	// How pods are replaced. Defaults to Recreate on a ReadWriteOnce claim;
	// else it is left to the operator (RollingUpdate).
	RolloutStrategy string `json:"rolloutStrategy,omitempty" enum:"RollingUpdate|Recreate"`
	// Log level of the registry.
	LogLevel string `json:"logLevel,omitempty" enum:"Normal|Debug|Trace|TraceAll" example:"Normal"`
	// Log level of the operator.
	OperatorLogLevel string `json:"operatorLogLevel,omitempty" enum:"Normal|Debug|Trace|TraceAll"`
	// Refuse pushes and deletions.
	ReadOnly *bool `json:"readOnly,omitempty"`
	// Send image data through the registry instead of redirecting clients to
	// the store. Defaults to true where clients cannot reach or trust the
	// store.
	DisableRedirect *bool `json:"disableRedirect,omitempty"`
	// Proxy for the registry pods, field by field instead of the cluster's.
	Proxy Proxy `json:"proxy,omitempty"`
	// Limits on parallel API requests per pod.
	Requests *Requests `json:"requests,omitempty"`
	// Compute resources of the registry's container.
	Resources *corev1.ResourceRequirements `json:"resources,omitempty" example:"{\"requests\": {\"cpu\": \"100m\", \"memory\": \"256Mi\"}}"`
	// Labels of the nodes that may run the registry.
	NodeSelector map[string]string `json:"nodeSelector,omitempty" keys:"label-key" format:"label-value" example:"{\"node-role.kubernetes.io/infra\": \"\"}"`
	// Taints that the registry tolerates.
	Tolerations []corev1.Toleration `json:"tolerations,omitempty" example:"[{\"key\": \"node-role.kubernetes.io/infra\", \"operator\": \"Exists\", \"effect\": \"NoSchedule\"}]"`
	// Affinity of the registry pods. An empty map takes away the operator's
	// own anti-affinity.
	Affinity *corev1.Affinity `json:"affinity,omitempty"`
	// How pods are spread: as the operator does (nothing is emitted), over
	// nodes and zones, over nodes, or by topologySpreadConstraints. Defaults
	// to Custom with topologySpreadConstraints, else to OperatorDefault.
	Spread Spread `json:"spread,omitempty" enum:"OperatorDefault|Zones|Hosts|Custom" book:"2.3" example:"Zones"`
	// Constraints that replace the operator's own; with spread: Custom.
	TopologySpreadConstraints []corev1.TopologySpreadConstraint `json:"topologySpreadConstraints,omitempty" book:"2.3"`
	// Passed on as it is. OpenShift does not support clusters that use it.
	UnsupportedConfigOverrides Overrides `json:"unsupportedConfigOverrides,omitempty"`
}

// Spread names a way of spreading pods.
type Spread string

// The ways of spreading pods.
const (
	SpreadOperatorDefault Spread = "OperatorDefault"
	SpreadZones           Spread = "Zones"
	SpreadHosts           Spread = "Hosts"
	SpreadCustom          Spread = "Custom"
)

// Proxy overrides the cluster-wide proxy for the registry pods.
type Proxy struct {
	// Proxy for http endpoints.
	HTTP string `json:"http,omitempty" pattern:"^https?://[^\\s/@]+/?$" like:"scheme://host:port, without credentials (those go into the cluster-wide proxy)" example:"http://proxy.example.com:3128"`
	// Proxy for https endpoints.
	HTTPS string `json:"https,omitempty" pattern:"^https?://[^\\s/@]+/?$" like:"scheme://host:port, without credentials (those go into the cluster-wide proxy)" example:"http://proxy.example.com:3128"`
	// Hosts to reach directly, separated by commas.
	NoProxy string `json:"noProxy,omitempty" example:".cluster.local,.svc"`
}

// Requests limits parallel API requests.
type Requests struct {
	// Pulls.
	Read RequestLimits `json:"read,omitempty"`
	// Pushes and deletions.
	Write RequestLimits `json:"write,omitempty"`
}

// RequestLimits limits one kind of request.
type RequestLimits struct {
	// Requests served at a time; 0 is no limit.
	MaxRunning int `json:"maxRunning,omitempty" min:"0"`
	// Requests that wait.
	MaxInQueue int `json:"maxInQueue,omitempty" min:"0"`
	// How long a request may wait. It is always emitted, for the operator
	// writes it back.
	MaxWaitInQueue metav1.Duration `json:"maxWaitInQueue"`
}

// Overrides is any JSON object.
type Overrides map[string]any

// DeepCopy returns a copy of the map; its values, which are never changed, are
// shared.
func (o Overrides) DeepCopy() Overrides { return maps.Clone(o) }
