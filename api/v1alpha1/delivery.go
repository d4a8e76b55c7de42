package v1alpha1

// Tools that apply manifests. All except Plain use annotations of their own.
// Kpt also covers Config Sync.
const (
	Plain  = "Plain"
	ArgoCD = "ArgoCD"
	Flux   = "Flux"
	Kpt    = "Kpt"
)

// Delivery configures how the manifests are applied to the cluster.
type Delivery struct {
	// Tool that applies the manifests. The function adds the annotations with
	// which this tool applies the objects in the correct order, shares fields with
	// the operator, and retains data and credentials when their manifests are
	// removed from Git.
	Tool string `json:"tool,omitempty" enum:"Plain|ArgoCD|Flux|Kpt" default:"Plain" example:"ArgoCD"`
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

// StorageChange replaces one storage type with another. Images are not copied.
// Remove it from the profile after the change is complete.
type StorageChange struct {
	// Storage type to replace, a key of Config.spec.storage. With s3 and a profile
	// that sets s3, cephRGW or noobaa, the new store replaces the whole stanza of
	// the old one.
	From string `json:"from" required:"true" enum:"emptyDir|s3|gcs|azure|swift|ibmcos|pvc|oss" example:"emptyDir"`
	// Image for the Job that changes the storage before the new Config is applied,
	// instead of spec.delivery.image. One of the two is required unless the tool is
	// Plain: for Plain, the function prints the command to run.
	Image string `json:"image,omitempty" pattern:"^[^\\s]+$" like:"an image that contains oc, for example registry.redhat.io/openshift4/ose-cli:v4.16" example:"registry.redhat.io/openshift4/ose-cli:v4.16"`
}
