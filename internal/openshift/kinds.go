package openshift

import "k8s.io/apimachinery/pkg/runtime/schema"

// GroupOf returns the group of an apiVersion, empty for the core group and for
// an invalid apiVersion.
func GroupOf(apiVersion string) string { return schema.FromAPIVersionAndKind(apiVersion, "").Group }

// Kinds that the function generates.
var (
	Certificate           = schema.FromAPIVersionAndKind("cert-manager.io/v1", "Certificate")
	ClusterRole           = schema.FromAPIVersionAndKind("rbac.authorization.k8s.io/v1", "ClusterRole")
	ClusterRoleBinding    = schema.FromAPIVersionAndKind("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")
	Config                = schema.FromAPIVersionAndKind("imageregistry.operator.openshift.io/v1", "Config")
	ConfigMap             = schema.FromAPIVersionAndKind("v1", "ConfigMap")
	CronJob               = schema.FromAPIVersionAndKind("batch/v1", "CronJob")
	ExternalSecret        = schema.FromAPIVersionAndKind("external-secrets.io/v1", "ExternalSecret")
	Image                 = schema.FromAPIVersionAndKind("config.openshift.io/v1", "Image")
	ImagePruner           = schema.FromAPIVersionAndKind("imageregistry.operator.openshift.io/v1", "ImagePruner")
	Job                   = schema.FromAPIVersionAndKind("batch/v1", "Job")
	NetworkPolicy         = schema.FromAPIVersionAndKind("networking.k8s.io/v1", "NetworkPolicy")
	ObjectBucketClaim     = schema.FromAPIVersionAndKind("objectbucket.io/v1alpha1", "ObjectBucketClaim")
	PersistentVolume      = schema.FromAPIVersionAndKind("v1", "PersistentVolume")
	PersistentVolumeClaim = schema.FromAPIVersionAndKind("v1", "PersistentVolumeClaim")
	Role                  = schema.FromAPIVersionAndKind("rbac.authorization.k8s.io/v1", "Role")
	RoleBinding           = schema.FromAPIVersionAndKind("rbac.authorization.k8s.io/v1", "RoleBinding")
	SecretStore           = schema.FromAPIVersionAndKind("external-secrets.io/v1", "SecretStore")
	ServiceAccount        = schema.FromAPIVersionAndKind("v1", "ServiceAccount")
	StorageClass          = schema.FromAPIVersionAndKind("storage.k8s.io/v1", "StorageClass")
)

// Kinds lists the kinds that the function generates.
var Kinds = []schema.GroupVersionKind{
	Certificate, ClusterRole, ClusterRoleBinding, Config, ConfigMap, CronJob, ExternalSecret, Image, ImagePruner, Job, NetworkPolicy,
	ObjectBucketClaim, PersistentVolume, PersistentVolumeClaim, Role, RoleBinding, SecretStore, ServiceAccount, StorageClass,
}

// VolumeSnapshot is the kind of a snapshot, from which a claim can be filled.
var VolumeSnapshot = schema.FromAPIVersionAndKind("snapshot.storage.k8s.io/v1", "VolumeSnapshot")

// NoProvisioner is the provisioner of a storage class that provisions no volumes.
const NoProvisioner = "kubernetes.io/no-provisioner"

// ImageFields lists fields of the spec of image.config. Kinds of other products
// with the same name do not have them.
var ImageFields = []string{"additionalTrustedCA", "allowedRegistriesForImport", "externalRegistryHostnames", "registrySources"}

// Kinds of a hub cluster, which contain the objects of a cluster or select it.
var (
	ConfigurationPolicy = schema.FromAPIVersionAndKind("policy.open-cluster-management.io/v1", "ConfigurationPolicy")
	Placement           = schema.FromAPIVersionAndKind("cluster.open-cluster-management.io/v1beta1", "Placement")
	PlacementBinding    = schema.FromAPIVersionAndKind("policy.open-cluster-management.io/v1", "PlacementBinding")
	Policy              = schema.FromAPIVersionAndKind("policy.open-cluster-management.io/v1", "Policy")
	SelectorSyncSet     = schema.FromAPIVersionAndKind("hive.openshift.io/v1", "SelectorSyncSet")
	SyncSet             = schema.FromAPIVersionAndKind("hive.openshift.io/v1", "SyncSet")
)
