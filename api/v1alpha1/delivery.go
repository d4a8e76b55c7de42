package v1alpha1

import corev1 "k8s.io/api/core/v1"

// Tools that apply manifests. All except Plain use annotations of their own.
// Kpt also covers Config Sync. ACM and Hive apply the manifests from a hub cluster.
const (
	Plain  = "Plain"
	ArgoCD = "ArgoCD"
	Flux   = "Flux"
	Kpt    = "Kpt"
	ACM    = "ACM"
	Hive   = "Hive"
)

// Delivery configures how the manifests are applied to the cluster.
type Delivery struct {
	// Tool that applies the manifests. The function adds the annotations with
	// which this tool applies the objects in the correct order, shares fields with
	// the operator, and retains data and credentials when their manifests are
	// removed from Git. With ACM and Hive, the manifests are those of the hub cluster:
	// a Policy of Advanced Cluster Management or a SyncSet of Hive, which contains the
	// objects of the cluster.
	Tool string `json:"tool,omitempty" enum:"Plain|ArgoCD|Flux|Kpt|ACM|Hive" default:"Plain" example:"ArgoCD"`
	// Policy on the hub cluster of Advanced Cluster Management. Required with
	// tool: ACM.
	ACM *ACMPolicy `json:"acm,omitempty"`
	// SyncSet on the hub cluster of Hive. Required with tool: Hive.
	Hive *HiveSyncSet `json:"hive,omitempty"`
	// Tool that replaces placeholders in the manifests before they are applied: ACM
	// replaces {{hub … hub}} and {{ … }} in a policy, Flux ${var} and its functions
	// in a Kustomization with postBuild, and ArgoCDVaultPlugin <path:path#key> and
	// <key>. A text field can contain placeholders of this tool, and is copied to
	// the manifests without a check. If omitted, placeholders are errors. Values that
	// determine what is generated cannot be placeholders: names of generated objects,
	// keys of maps, numbers, quantities, durations, and fields with a list of values.
	Placeholders string `json:"placeholders,omitempty" enum:"ACM|Flux|ArgoCDVaultPlugin"`
	// Image that contains oc and a shell, for the Jobs that the function generates.
	// Required if the profile generates a Job: with storageChange, with method: Job
	// of the credentials of a bucket claim, and with existingClaim. Use an image from
	// another registry than the one that the profile configures.
	Image string `json:"image,omitempty" pattern:"^[^\\s]+$" like:"an image that contains oc, for example registry.redhat.io/openshift4/ose-cli:v4.16" example:"registry.redhat.io/openshift4/ose-cli:v4.16"`
	// Change of the storage type, or of the store of type s3. Set it only while this
	// profile changes the storage of the cluster.
	StorageChange *StorageChange `json:"storageChange,omitempty"`
}

// StorageChange replaces one storage type with another. Images are copied only with
// copy. Remove it from the profile after the change is complete.
type StorageChange struct {
	// Storage type to replace, a key of Config.spec.storage. With s3 and a profile
	// that sets s3, cephRGW or noobaa, the new store replaces the whole stanza of
	// the old one.
	From string `json:"from" required:"true" enum:"emptyDir|s3|gcs|azure|swift|ibmcos|pvc|oss" example:"emptyDir"`
	// Image for the Job that changes the storage before the new Config is applied,
	// instead of spec.delivery.image. One of the two is required with ArgoCD, Flux and
	// Kpt, and for Plain with copy. For Plain without copy, the function prints the
	// command to run; ACM and Hive change the storage without a Job.
	Image string `json:"image,omitempty" pattern:"^[^\\s]+$" like:"an image that contains oc, for example registry.redhat.io/openshift4/ose-cli:v4.16" example:"registry.redhat.io/openshift4/ose-cli:v4.16"`
	// Name of the old store. The Job stops before any change if Config names another
	// one. Valid only with copy.
	Source *StorageSource `json:"source,omitempty"`
	// Copies the images to the new store before the change, with a Job. If omitted, no
	// images are copied. The Job copies while the registry serves the old store, makes
	// the registry read-only, copies the rest, and changes the storage. If it fails, the
	// registry serves the old store, writable as before. The old store is never
	// changed. Requires a tool other than ACM and Hive.
	Copy *StorageCopy `json:"copy,omitempty"`
}

// StorageSource names the store that is replaced. Only the field for its storage type
// is valid.
type StorageSource struct {
	// Name of the PersistentVolumeClaim, for from: pvc. The Job mounts it. Defaults to
	// image-registry-storage.
	Claim string `json:"claim,omitempty" known:"true" format:"dns-subdomain" example:"image-registry-storage"`
	// Name of the bucket, if images are stored in one. If omitted, any bucket is
	// replaced.
	Bucket string `json:"bucket,omitempty" known:"true" pattern:"^[^\\s]+$" like:"the name of the bucket in Config.spec.storage" example:"prod-x7k2p-image-registry-eu-west-1-abcdef"`
	// Name of the container, if images are stored in one. If omitted, any container is
	// replaced.
	Container string `json:"container,omitempty" known:"true" pattern:"^[^\\s]+$" like:"the name of the container in Config.spec.storage" example:"prod-x7k2p-image-registry"`
}

// StorageCopy configures the Job that copies the images. The container that copies has
// no token of the API server.
type StorageCopy struct {
	// Image that contains rclone and a shell with the usual tools, such as the image of
	// the rclone project. Use an image from another registry than the one that the
	// profile configures, with its digest.
	Image string `json:"image" required:"true" pattern:"^[^\\s]+$" like:"an image that contains rclone, for example docker.io/rclone/rclone@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" example:"docker.io/rclone/rclone@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"`
	// Whether the Job compares both stores after the copy, and reads all manifests and a
	// sample of the other blobs from the new store to compare their digests.
	Verify *bool `json:"verify,omitempty" default:"true"`
	// Number of files that are copied at the same time. Each one needs up to 20 MiB of
	// memory.
	Transfers int32 `json:"transfers,omitempty" min:"1" max:"256" default:"16"`
	// Compute resources of the container that copies. Defaults to requests of 100m CPU and
	// 256Mi memory.
	Resources *corev1.ResourceRequirements `json:"resources,omitempty" example:"{\"requests\": {\"cpu\": \"500m\", \"memory\": \"512Mi\"}}"`
	// Labels of the nodes on which the Job can run.
	NodeSelector map[string]string `json:"nodeSelector,omitempty" keys:"label-key" format:"label-value" example:"{\"node-role.kubernetes.io/infra\": \"\"}"`
	// Taints that the Job tolerates.
	Tolerations []corev1.Toleration `json:"tolerations,omitempty" example:"[{\"key\": \"node-role.kubernetes.io/infra\", \"operator\": \"Exists\", \"effect\": \"NoSchedule\"}]"`
	// Whether the credentials of a store are those of a cloud role, as on a cluster with
	// AWS STS or Google Workload Identity. The Job then requests a token of the service
	// account registry, for which the cloud trusts the role, and its Role allows it to act
	// as this account. Only s3 and gcs.
	CloudRole bool `json:"cloudRole,omitempty" example:"true"`
	// Name of the PriorityClass of the Job.
	PriorityClassName string `json:"priorityClassName,omitempty" format:"dns-subdomain" example:"openshift-user-critical"`
}

// ACMPolicy configures the Policy (policy.open-cluster-management.io/v1) that
// applies the objects. It never prunes them: objects that the profile no longer
// generates remain on the cluster.
type ACMPolicy struct {
	// Namespace of the Policy on the hub cluster. A ManagedClusterSetBinding in this
	// namespace must select the cluster.
	Namespace string `json:"namespace" required:"true" known:"true" format:"dns-label" example:"policies"`
	// Name of the Policy. The name and the namespace together have at most 62
	// characters. The default is image-registry- and the name of the profile.
	PolicyName string `json:"policyName,omitempty" known:"true" format:"dns-label" example:"image-registry-prod"`
	// Name of an existing Placement in the same namespace, which selects the cluster.
	Placement string `json:"placement,omitempty" known:"true" format:"dns-subdomain" example:"prod"`
	// Labels of the ManagedCluster. The function generates a Placement that selects
	// it. Set either placement or clusterSelector.
	ClusterSelector map[string]string `json:"clusterSelector,omitempty" known:"true" keys:"label-key" format:"label-value" example:"{\"name\": \"prod\"}"`
	// Whether the Policy applies the objects, or only reports differences.
	RemediationAction string `json:"remediationAction,omitempty" enum:"enforce|inform" default:"enforce"`
}

// HiveSyncSet configures the SyncSet or the SelectorSyncSet (hive.openshift.io/v1)
// that applies the objects. It never deletes them: objects that the profile no
// longer generates remain on the cluster.
type HiveSyncSet struct {
	// Name of the SyncSet. The default is image-registry- and the name of the profile.
	Name string `json:"name,omitempty" known:"true" format:"dns-subdomain" example:"image-registry-prod"`
	// Namespace of the ClusterDeployment and of the SyncSet. Required with
	// clusterDeployment; a SelectorSyncSet has no namespace.
	Namespace string `json:"namespace,omitempty" known:"true" format:"dns-label" example:"prod"`
	// Name of the ClusterDeployment. The function generates a SyncSet for it.
	ClusterDeployment string `json:"clusterDeployment,omitempty" known:"true" format:"dns-subdomain" example:"prod"`
	// Labels of the ClusterDeployment. The function generates a SelectorSyncSet for
	// it. Set either clusterDeployment or clusterDeploymentSelector.
	ClusterDeploymentSelector map[string]string `json:"clusterDeploymentSelector,omitempty" known:"true" keys:"label-key" format:"label-value" example:"{\"name\": \"prod\"}"`
}
