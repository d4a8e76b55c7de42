package openshift

import "strings"

// Kind names one kind of object.
type Kind struct {
	APIVersion string // group/version, or the version alone for the core group
	Kind       string
}

// Group returns the API group, empty for the core group.
func (k Kind) Group() string { return GroupOf(k.APIVersion) }

// GroupOf returns the group of an apiVersion, empty for the core group.
func GroupOf(apiVersion string) string {
	group, _, found := strings.Cut(apiVersion, "/")
	if !found {
		return ""
	}
	return group
}

// The kinds that the function emits.
var (
	ClusterRole           = Kind{"rbac.authorization.k8s.io/v1", "ClusterRole"}
	ClusterRoleBinding    = Kind{"rbac.authorization.k8s.io/v1", "ClusterRoleBinding"}
	Config                = Kind{"imageregistry.operator.openshift.io/v1", "Config"}
	ConfigMap             = Kind{"v1", "ConfigMap"}
	ExternalSecret        = Kind{"external-secrets.io/v1", "ExternalSecret"}
	Image                 = Kind{"config.openshift.io/v1", "Image"}
	ImagePruner           = Kind{"imageregistry.operator.openshift.io/v1", "ImagePruner"}
	Job                   = Kind{"batch/v1", "Job"}
	NetworkPolicy         = Kind{"networking.k8s.io/v1", "NetworkPolicy"}
	ObjectBucketClaim     = Kind{"objectbucket.io/v1alpha1", "ObjectBucketClaim"}
	PersistentVolumeClaim = Kind{"v1", "PersistentVolumeClaim"}
	Role                  = Kind{"rbac.authorization.k8s.io/v1", "Role"}
	RoleBinding           = Kind{"rbac.authorization.k8s.io/v1", "RoleBinding"}
	SecretStore           = Kind{"external-secrets.io/v1", "SecretStore"}
	ServiceAccount        = Kind{"v1", "ServiceAccount"}
	StorageClass          = Kind{"storage.k8s.io/v1", "StorageClass"}
)

// Kinds lists the kinds that the function emits.
var Kinds = []Kind{
	ClusterRole, ClusterRoleBinding, Config, ConfigMap, ExternalSecret, Image, ImagePruner, Job, NetworkPolicy,
	ObjectBucketClaim, PersistentVolumeClaim, Role, RoleBinding, SecretStore, ServiceAccount, StorageClass,
}
