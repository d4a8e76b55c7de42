package v1alpha1

import (
	"maps"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Registry holds the fields of Config.spec that configure the registry itself.
type Registry struct {
	// Management state of the registry. Managed runs the registry, Removed removes
	// it, and Unmanaged leaves it unchanged. Defaults to Managed if the profile sets
	// a storage type. Otherwise, if omitted, the state of the cluster is left
	// unchanged.
	ManagementState string `json:"managementState,omitempty" enum:"Managed|Unmanaged|Removed" example:"Managed"`
	// Number of registry pods. If the profile sets a storage type, defaults to 2 if
	// pods can share it, and to 1 otherwise and on a single-node cluster. Without a
	// storage type, if omitted, the number on the cluster is left unchanged.
	Replicas *int32 `json:"replicas,omitempty" min:"0" example:"2"`
	// Rollout strategy of the registry's Deployment. Defaults to Recreate for a
	// ReadWriteOnce claim. Otherwise, if omitted, the operator decides
	// (RollingUpdate).
	RolloutStrategy string `json:"rolloutStrategy,omitempty" enum:"RollingUpdate|Recreate"`
	// Log level of the registry.
	LogLevel string `json:"logLevel,omitempty" enum:"Normal|Debug|Trace|TraceAll" example:"Normal"`
	// Log level of the operator.
	OperatorLogLevel string `json:"operatorLogLevel,omitempty" enum:"Normal|Debug|Trace|TraceAll"`
	// Whether the registry rejects pushes and deletions.
	ReadOnly *bool `json:"readOnly,omitempty"`
	// Whether the registry serves image data itself instead of redirecting clients
	// to the store. Defaults to true if clients cannot connect to or do not trust
	// the store.
	DisableRedirect *bool `json:"disableRedirect,omitempty"`
	// Proxy of the registry pods. Each field that is set overrides that field of
	// the cluster-wide proxy.
	Proxy Proxy `json:"proxy,omitempty"`
	// Limits on concurrent API requests per pod.
	Requests *Requests `json:"requests,omitempty"`
	// Compute resources of the registry container.
	Resources *corev1.ResourceRequirements `json:"resources,omitempty" example:"{\"requests\": {\"cpu\": \"100m\", \"memory\": \"256Mi\"}}"`
	// Role of the nodes on which the registry runs. It sets nodeSelector and
	// tolerations, which must then be omitted. Infra tolerates the taints NoSchedule
	// and NoExecute with the key node-role.kubernetes.io/infra and any value,
	// ControlPlane tolerates the taint of control plane nodes, and Worker tolerates
	// none. The pruner runs on the same nodes if the profile sets imagePruner, which
	// can be empty ({}). With a node selector, the operator adds no spread
	// constraints; set spread, or antiAffinity for three or more replicas.
	Placement Placement `json:"placement,omitempty" enum:"Infra|Worker|ControlPlane" example:"Infra"`
	// Labels of the nodes on which the registry can run.
	NodeSelector map[string]string `json:"nodeSelector,omitempty" keys:"label-key" format:"label-value" example:"{\"node-role.kubernetes.io/infra\": \"\"}"`
	// Taints that the registry tolerates.
	Tolerations []corev1.Toleration `json:"tolerations,omitempty" example:"[{\"key\": \"node-role.kubernetes.io/infra\", \"operator\": \"Exists\", \"effect\": \"NoSchedule\"}]"`
	// Affinity of the registry pods. An empty map ({}) removes the anti-affinity
	// that the operator sets.
	Affinity *corev1.Affinity `json:"affinity,omitempty"`
	// Anti-affinity of the registry pods. OperatorDefault leaves it to the operator,
	// which requires different nodes for exactly two replicas and sets none for any
	// other number. Preferred prefers different nodes, and then different zones, for
	// any number of replicas, but lets pods share a node if there are too few. It
	// sets affinity, which must then be omitted. Use it with placement or
	// nodeSelector, where the operator sets no spread constraints, or for two replicas
	// that can share a node. It is not needed with spread Hosts or Zones, which are
	// stricter: a pod that would violate them stays Pending.
	AntiAffinity AntiAffinity `json:"antiAffinity,omitempty" enum:"OperatorDefault|Preferred" example:"Preferred"`
	// Distribution of the registry pods. OperatorDefault leaves it to the operator
	// and generates no constraints, Zones spreads pods over nodes and zones, Hosts
	// over nodes, and Custom uses topologySpreadConstraints. Defaults to Custom if
	// topologySpreadConstraints is set, and to OperatorDefault otherwise.
	Spread Spread `json:"spread,omitempty" enum:"OperatorDefault|Zones|Hosts|Custom" book:"2.3" example:"Zones"`
	// Topology spread constraints that replace those of the operator. Valid only
	// with spread: Custom.
	TopologySpreadConstraints []corev1.TopologySpreadConstraint `json:"topologySpreadConstraints,omitempty" book:"2.3"`
	// Overrides that are copied to Config unchanged. OpenShift does not support
	// clusters that use them.
	UnsupportedConfigOverrides Overrides `json:"unsupportedConfigOverrides,omitempty"`
}

// Placement is a role of nodes.
type Placement string

// Roles of nodes. The operator's default, which sets neither node selector nor
// tolerations, is valid for the image pruner only.
const (
	PlacementOperatorDefault Placement = "OperatorDefault"
	PlacementInfra           Placement = "Infra"
	PlacementWorker          Placement = "Worker"
	PlacementControlPlane    Placement = "ControlPlane"
)

// AntiAffinity keeps pods on different nodes.
type AntiAffinity string

// Anti-affinities of the registry pods.
const (
	AntiAffinityOperatorDefault AntiAffinity = "OperatorDefault"
	AntiAffinityPreferred       AntiAffinity = "Preferred"
)

// Spread is a distribution of pods over nodes.
type Spread string

// Distributions of the registry pods.
const (
	SpreadOperatorDefault Spread = "OperatorDefault"
	SpreadZones           Spread = "Zones"
	SpreadHosts           Spread = "Hosts"
	SpreadCustom          Spread = "Custom"
)

// Proxy overrides the cluster-wide proxy for the registry pods.
type Proxy struct {
	// URL of the proxy for http endpoints.
	HTTP string `json:"http,omitempty" pattern:"^https?://[^\\s/@]+/?$" like:"scheme://host:port, without credentials (set them in the cluster-wide proxy)" example:"http://proxy.example.com:3128"`
	// URL of the proxy for https endpoints.
	HTTPS string `json:"https,omitempty" pattern:"^https?://[^\\s/@]+/?$" like:"scheme://host:port, without credentials (set them in the cluster-wide proxy)" example:"http://proxy.example.com:3128"`
	// Comma-separated list of hosts that bypass the proxy. It replaces the list of
	// the cluster-wide proxy; include .svc, .cluster.local and the service network.
	NoProxy string `json:"noProxy,omitempty" example:".cluster.local,.svc,172.30.0.0/16"`
}

// Requests limits concurrent API requests.
type Requests struct {
	// Limits on pulls.
	Read RequestLimits `json:"read,omitempty"`
	// Limits on pushes and deletions.
	Write RequestLimits `json:"write,omitempty"`
}

// RequestLimits limits one type of API request.
type RequestLimits struct {
	// Maximum number of requests served concurrently. 0 means no limit.
	MaxRunning int `json:"maxRunning,omitempty" min:"0"`
	// Maximum number of queued requests.
	MaxInQueue int `json:"maxInQueue,omitempty" min:"0"`
	// Maximum time that a request waits in the queue, as a Go duration. It is
	// always generated because the operator writes it back.
	MaxWaitInQueue metav1.Duration `json:"maxWaitInQueue"`
}

// Overrides is an arbitrary JSON object.
type Overrides map[string]any

// DeepCopy returns a copy of the map. The copy shares the values, which are
// never changed.
func (o Overrides) DeepCopy() Overrides { return maps.Clone(o) }
