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
	// Specification of the desired state of the registry.
	Spec Spec `json:"spec" required:"true"`
}

// Spec is the specification of a RegistryProfile.
type Spec struct {
	// Properties of the cluster. The function runs offline and cannot discover
	// them.
	OpenShift OpenShift `json:"openshift" required:"true"`
	// Configuration of the registry itself.
	Registry Registry `json:"registry,omitempty" book:"2.5"`
	// Storage of the images. If omitted, the storage of the cluster is left
	// unchanged. managementState Unmanaged alone protects the existing store.
	Storage *Storage `json:"storage,omitempty" book:"2.1"`
	// Source of the storage credentials. If omitted, the credentials of the
	// claimed bucket are used, or those of the cluster if the profile does not
	// claim a bucket.
	Credentials *Credentials `json:"credentials,omitempty" book:"2.8"`
	// Access to the registry from outside the cluster.
	Exposure Exposure `json:"exposure,omitempty" book:"5"`
	// Trusted certificate authorities.
	Trust Trust `json:"trust,omitempty" book:"2.7"`
	// Fields of image.config.openshift.io/cluster, which other owners share. All
	// fields that the profile omits are left unchanged. Not valid together with
	// spec.trust.registries.imageConfig Ignore.
	ImageConfig *ImageConfig `json:"imageConfig,omitempty"`
	// Configuration of the ImagePruner. If omitted, the ImagePruner is left
	// unchanged. The pruner runs in every managementState of the registry. If the
	// state is Removed, it prunes metadata only and does not free storage.
	ImagePruner *ImagePruner `json:"imagePruner,omitempty"`
	// Subjects that can pull and push images.
	Access []Access `json:"access,omitempty" book:"4.1"`
	// Subjects that can read the metrics of the registry.
	Metrics *Metrics `json:"metrics,omitempty" book:"4.5"`
	// Method by which the manifests are applied to the cluster.
	Delivery Delivery `json:"delivery,omitempty"`
}

// OpenShift describes the cluster.
type OpenShift struct {
	// OpenShift release of the cluster, as x.y or x.y.z, in quotes. It determines
	// which fields and rules apply.
	Version string `json:"version" required:"true" known:"true" release:"true" like:"the cluster's release in quotes, for example \"4.14\"" example:"4.20"`
	// Platform of the cluster, the value of
	// Infrastructure.status.platformStatus.type.
	Platform string `json:"platform" required:"true" known:"true"`
	// Topology of the cluster, the value of
	// Infrastructure.status.infrastructureTopology.
	InfrastructureTopology string `json:"infrastructureTopology,omitempty" enum:"HighlyAvailable|SingleReplica" default:"HighlyAvailable"`
	// Topology of the control plane, the value of
	// Infrastructure.status.controlPlaneTopology. External means hosted control
	// planes, which own some of the fields.
	ControlPlaneTopology string `json:"controlPlaneTopology,omitempty" enum:"HighlyAvailable|HighlyAvailableArbiter|DualReplica|SingleReplica|External"`
	// Managed service that operates the cluster: Red Hat OpenShift Service on AWS,
	// OpenShift Dedicated or Azure Red Hat OpenShift. The service owns some of the
	// fields.
	ManagedBy string `json:"managedBy,omitempty" enum:"ROSA|OSD|ARO"`
	// Environment of the cluster. It determines how strict the rules are.
	Environment string `json:"environment,omitempty" enum:"Production|NonProduction" default:"Production"`
}

// Storage configures where images are stored. It sets exactly one storage type,
// or only managementState Unmanaged.
type Storage struct {
	// Management state of the storage. With Managed, the operator configures the
	// store and deletes it together with the registry. Defaults to Unmanaged if
	// the profile names or generates the store. Otherwise, if omitted, the
	// operator decides. Unmanaged without a storage type keeps the operator from
	// deleting the store that the cluster already uses.
	ManagementState string `json:"managementState,omitempty" enum:"Managed|Unmanaged"`
	OneOf
}

// Exposure configures access to the registry from outside the cluster.
type Exposure struct {
	// Whether the registry is exposed at the default host name.
	DefaultRoute *bool `json:"defaultRoute,omitempty" book:"5.1" example:"true"`
	// Additional routes.
	Routes []Route `json:"routes,omitempty" mergeKey:"name" book:"5.2"`
}

// Route is an additional route to the registry.
type Route struct {
	// Name of the route.
	Name string `json:"name" required:"true" format:"dns-subdomain" example:"public"`
	// Host name of the route. If omitted, OpenShift generates one.
	Hostname string `json:"hostname,omitempty" format:"route-host" example:"registry.apps.example.com"`
	// Name of the Secret in openshift-image-registry that contains tls.crt and
	// tls.key. If omitted, the certificate of the ingress controller is used. With
	// certificate, defaults to the name of the route followed by -tls.
	SecretName string `json:"secretName,omitempty" format:"dns-subdomain" example:"public-route-tls"`
	// Reference from which that Secret is generated. With data, the keys can
	// include tls.cacrt.
	ExternalSecret *ExternalSecret `json:"externalSecret,omitempty"`
	// Certificate of cert-manager that creates that Secret. Requires hostname.
	// Mutually exclusive with externalSecret.
	Certificate *Certificate `json:"certificate,omitempty"`
}

// Environments to which the rules refer.
const (
	Production    = "Production"
	NonProduction = "NonProduction"
)

// ControlPlaneExternal is the control plane topology of a hosted cluster.
const ControlPlaneExternal = "External"

// Managed services.
const (
	ROSA = "ROSA"
	OSD  = "OSD"
	ARO  = "ARO"
)

// SingleReplica is the infrastructure topology of a single-node cluster.
const SingleReplica = "SingleReplica"
