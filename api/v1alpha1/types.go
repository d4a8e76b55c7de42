package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Identity of the API.
const (
	Group      = "registryprofile.dev"
	APIVersion = Group + "/v1alpha1"
	Kind       = "RegistryProfile"
)

// +kubebuilder:object:root=true

// RegistryProfile describes the integrated image registry of one cluster.
type RegistryProfile struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	// What the registry shall be.
	Spec Spec `json:"spec" required:"true"`
}

// Spec is the specification of a RegistryProfile.
type Spec struct {
	// The cluster, as far as an offline function must know it.
	OpenShift OpenShift `json:"openshift" required:"true"`
	// The registry itself.
	Registry Registry `json:"registry,omitempty" book:"2.5"`
	// Where images are stored. Left out, storage is left alone.
	Storage *Storage `json:"storage,omitempty" book:"2.1"`
	// Where the credentials for the storage come from. Left out, the cluster's
	// own are used, or those of a bucket that is claimed here.
	Credentials *Credentials `json:"credentials,omitempty" book:"2.8"`
	// How the registry is reached from outside the cluster.
	Exposure Exposure `json:"exposure,omitempty" book:"5"`
	// Certificate authorities to trust.
	Trust Trust `json:"trust,omitempty" book:"2.7"`
	// How images are pruned (the ImagePruner). Left out, it is left alone. The
	// pruner works in every managementState of the registry; while that is
	// Removed it prunes metadata only, and frees no storage.
	ImagePruner *ImagePruner `json:"imagePruner,omitempty"`
	// Who may pull and push images.
	Access []Access `json:"access,omitempty" book:"4.1"`
	// Who may read the registry's metrics.
	Metrics *Metrics `json:"metrics,omitempty" book:"4.5"`
	// How the manifests reach the cluster.
	Delivery Delivery `json:"delivery,omitempty"`
}

// OpenShift describes the cluster.
type OpenShift struct {
	// Release, x.y or x.y.z, in quotes. It gates fields and rules.
	Version string `json:"version" required:"true" like:"the cluster's release in quotes, for example \"4.14\"" example:"4.20"`
	// Infrastructure.status.platformStatus.type of the cluster.
	Platform string `json:"platform" required:"true"`
	// Infrastructure.status.infrastructureTopology of the cluster.
	InfrastructureTopology string `json:"infrastructureTopology,omitempty" enum:"HighlyAvailable|SingleReplica" default:"HighlyAvailable"`
	// How strict the rules are.
	Environment string `json:"environment,omitempty" enum:"Production|NonProduction" default:"Production"`
}

// Storage says where images are stored.
type Storage struct {
	// Managed lets the operator configure the store, and delete it with the
	// registry. Defaults to Unmanaged where the profile names or makes the
	// store; else it is left to the operator.
	ManagementState string `json:"managementState,omitempty" enum:"Managed|Unmanaged"`
	OneOf
}

// Exposure says how the registry is reached from outside the cluster.
type Exposure struct {
	// Expose the registry on the default host name.
	DefaultRoute *bool `json:"defaultRoute,omitempty" book:"5.1" example:"true"`
	// Further routes.
	Routes []Route `json:"routes,omitempty" mergeKey:"name" book:"5.2"`
}

// Route is one more way in.
type Route struct {
	// Name of the route.
	Name string `json:"name" required:"true" format:"dns-subdomain" example:"public"`
	// Host name of the route; left out, OpenShift makes one.
	Hostname string `json:"hostname,omitempty" format:"dns-subdomain" like:"a lower-case host name without scheme, port or path" example:"registry.apps.example.com"`
	// Secret in openshift-image-registry with tls.crt and tls.key. Left out,
	// the ingress controller's certificate is used.
	SecretName string `json:"secretName,omitempty" format:"dns-subdomain" example:"public-route-tls"`
	// Make that secret by reference; with data, tls.cacrt may be among the
	// keys.
	ExternalSecret *ExternalSecret `json:"externalSecret,omitempty"`
}

// Environments and topologies that the rules look at.
const (
	Production    = "Production"
	NonProduction = "NonProduction"
)

// SingleReplica is the infrastructure topology of a single-node cluster.
const SingleReplica = "SingleReplica"
