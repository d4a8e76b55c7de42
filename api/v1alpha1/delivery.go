package v1alpha1

// The tools that apply manifests. All but Plain have annotations of their own;
// Kpt stands for Config Sync too.
const (
	Plain  = "Plain"
	ArgoCD = "ArgoCD"
	Flux   = "Flux"
	Kpt    = "Kpt"
)

// Delivery says how the manifests reach the cluster.
type Delivery struct {
	// What applies the manifests. They carry the annotations by which it
	// applies them in the right order, shares fields with the operator, and
	// keeps data and credentials when they go from Git.
	Tool string `json:"tool,omitempty" enum:"Plain|ArgoCD|Flux|Kpt" default:"Plain" example:"ArgoCD"`
	// Set while this profile changes the kind of storage that the cluster has.
	StorageChange *StorageChange `json:"storageChange,omitempty"`
}

// StorageChange gives up a storage type. Images are not copied. Take it out of
// the profile when the change is made.
type StorageChange struct {
	// Storage type to give up, a key of Config.spec.storage.
	From string `json:"from" required:"true" enum:"emptyDir|s3|gcs|azure|swift|ibmcos|pvc|oss" example:"emptyDir"`
	// Image with oc and a shell, for the Job that makes the change before the
	// new Config is applied. Needed unless the tool is Plain, for which the
	// command to run is printed. Pull it from another registry than this one.
	Image string `json:"image,omitempty" pattern:"^[^\\s]+$" like:"an image that holds oc, for example registry.redhat.io/openshift4/ose-cli:v4.16" example:"registry.redhat.io/openshift4/ose-cli:v4.16"`
}
