package openshift

import "time"

// Namespaces.
const (
	// RegistryNamespace is where the registry, its operator, its claim and
	// its secrets live.
	RegistryNamespace = "openshift-image-registry"
	// ConfigNamespace holds what cluster-wide configuration refers to, among
	// it every trusted-CA ConfigMap.
	ConfigNamespace = "openshift-config"
)

// Names that the registry operator fixes.
const (
	// ClusterName is the name of every singleton: Config, ImagePruner and
	// image.config.openshift.io.
	ClusterName = "cluster"
	// DefaultClaim is the claim that the operator makes by itself.
	DefaultClaim = "image-registry-storage"
	// CredentialsSecret holds the credentials for the storage that an
	// administrator gives. If it is there, the cluster's own are not used.
	CredentialsSecret = "image-registry-private-configuration-user"
	// RegistryService is the host name of the registry inside the cluster.
	RegistryService = "image-registry.openshift-image-registry.svc"
	// DefaultRoute is the route that spec.defaultRoute creates. No other
	// route may have its name.
	DefaultRoute = "default-route"
	// ClaimAnnotation marks, with the value "true", a claim that the operator
	// may take for its own (book, section 3.5.1).
	ClaimAnnotation = "imageregistry.openshift.io"
	// BundleKey is the key that the operator reads from the ConfigMap with the
	// CA of the storage endpoint.
	BundleKey = "ca-bundle.crt"
	// PodLabel and PodLabelValue select the registry's pods.
	PodLabel      = "docker-registry"
	PodLabelValue = "default"
)

// ProvenanceAnnotation is ours: it tells for which profile the function made an
// object, and how the object was called then.
const ProvenanceAnnotation = "registryprofile.dev/provenance"

// AllowAnnotation is ours: it excepts an object from rules, "ID: reason".
const AllowAnnotation = "registryprofile.dev/allow"

// LocalConfigAnnotation marks, with the value "true", what kustomize and kpt
// keep away from the cluster.
const LocalConfigAnnotation = "config.kubernetes.io/local-config"

// FunctionAnnotation says how kustomize and kpt run a function.
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

// Section names a section of the OpenShift documents about the registry.
func Section(number string) string {
	return "section " + number + " of the OpenShift 4.14 registry book"
}

// What the image pruner keeps by default.
const (
	KeepTagRevisions = 3
	KeepYoungerThan  = time.Hour
)
