package openshift

import "time"

// Namespaces.
const (
	// RegistryNamespace is the namespace of the registry, its operator, its claim
	// and its secrets.
	RegistryNamespace = "openshift-image-registry"
	// ConfigNamespace is the namespace of objects to which cluster-wide
	// configuration refers, including all trusted-CA ConfigMaps.
	ConfigNamespace = "openshift-config"
	// NamespacePrefix begins the names of OpenShift's own namespaces.
	NamespacePrefix = "openshift-"
)

// Names that the registry operator defines.
const (
	// ClusterName is the name of all singletons: Config, ImagePruner and
	// image.config.openshift.io.
	ClusterName = "cluster"
	// DefaultClaim is the name of the claim that the operator creates.
	DefaultClaim = "image-registry-storage"
	// CredentialsSecret is the name of the Secret with storage credentials that an
	// administrator provides. If it exists, the operator does not use the
	// credentials of the cluster.
	CredentialsSecret = "image-registry-private-configuration-user"
	// OperatorSecret is the name of the Secret in which the operator stores the
	// credentials that the registry uses.
	OperatorSecret = "image-registry-private-configuration" //nolint:gosec // a name
	// CloudSecret is the name of the Secret in which the cloud credential operator
	// stores the credentials of the cluster for the registry.
	CloudSecret = "installer-cloud-credentials" //nolint:gosec // a name
	// RegistryAccount is the name of the service account of the registry, for which the
	// cloud trusts a role on clusters with short-term credentials.
	RegistryAccount = "registry"
	// RegistryService is the host name of the registry inside the cluster.
	RegistryService = "image-registry.openshift-image-registry.svc"
	// RegistryHost is RegistryService with the port, as in the names of images.
	RegistryHost = RegistryService + ":5000"
	// DefaultRoute is the name of the route that spec.defaultRoute creates. No
	// other route may use this name.
	DefaultRoute = "default-route"
	// ClaimAnnotation marks, with the value "true", a claim that the operator can
	// treat as its own (OpenShift 4.14 registry documentation, section 3.5.1).
	ClaimAnnotation = "imageregistry.openshift.io"
	// BundleKey is the key that the operator reads from the ConfigMap with the CA
	// of the storage endpoint.
	BundleKey = "ca-bundle.crt"
	// PodLabel and PodLabelValue select the pods of the registry.
	PodLabel      = "docker-registry"
	PodLabelValue = "default"
)

// ProvenanceAnnotation is an annotation of this project. It records the profile
// for which the function generated an object, and the ID of the object at that
// time.
const ProvenanceAnnotation = "registryprofile.dev/provenance"

// StorageChangeMark is an annotation and a label of this project. On Config, the
// annotation records the progress of a change of the storage that copies images. On a
// Job, the label has the ID of the change as its value.
const StorageChangeMark = "registryprofile.dev/storage-change"

// StorageChanger is the name of the objects of a Job that changes the storage, and the
// prefix of the name of the Job.
const StorageChanger = "image-registry-storage-change"

// AllowAnnotation is an annotation of this project. It suppresses rules for an
// object; the value is "ID: reason".
const AllowAnnotation = "registryprofile.dev/allow"

// LocalConfigAnnotation marks, with the value "true", objects that kustomize
// and kpt do not apply to the cluster.
const LocalConfigAnnotation = "config.kubernetes.io/local-config"

// FunctionAnnotation configures how kustomize and kpt run a function.
const FunctionAnnotation = "config.kubernetes.io/function"

// Management states of the registry and of its storage.
const (
	Managed   = "Managed"
	Unmanaged = "Unmanaged"
	Removed   = "Removed"
)

// Rollout strategies of the registry's Deployment.
const (
	RollingUpdate = "RollingUpdate"
	Recreate      = "Recreate"
)

// Section returns the reference to a section of the OpenShift documentation of
// the registry.
func Section(number string) string {
	return "OpenShift 4.14 registry documentation, section " + number
}

// Defaults of the image pruner.
const (
	KeepTagRevisions = 3
	KeepYoungerThan  = time.Hour
)
