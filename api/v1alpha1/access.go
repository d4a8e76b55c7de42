package v1alpha1

// Access grants a role to users, groups and service accounts, in namespaces or in
// all namespaces.
type Access struct {
	// Role to bind. registry-viewer and system:image-puller can pull images;
	// registry-editor, system:image-builder and system:image-pusher can also push
	// images. registry-editor also reads and changes Secrets and service accounts,
	// and therefore makes its subjects administrators of all namespaces in which it
	// is granted.
	Role string `json:"role" required:"true" enum:"registry-viewer|registry-editor|system:image-puller|system:image-builder|system:image-pusher" example:"registry-viewer"`
	// Namespaces in which the role is bound by a RoleBinding. The role applies to
	// the images of these namespaces. If omitted, a ClusterRoleBinding grants the
	// role in all namespaces, also in future ones and in those of OpenShift. Required
	// for system:image-builder, which also changes builds.
	Namespaces []string `json:"namespaces,omitempty" known:"true" format:"dns-label" like:"namespace names of at most 63 lowercase letters, digits and '-'" example:"[\"team-a\"]"`
	// Users, groups and service accounts to which the role is granted. The group
	// system:unauthenticated is everyone who can connect to the registry, without a
	// login.
	Subjects []Subject `json:"subjects" required:"true"`
}

// Subject is a user, group or service account to which a role is granted.
type Subject struct {
	// Kind of the subject.
	Kind string `json:"kind" required:"true" enum:"User|Group|ServiceAccount" example:"Group"`
	// Name of the subject.
	Name string `json:"name" required:"true" example:"team-a-developers"`
	// Namespace of the subject. Required for a ServiceAccount, forbidden for a
	// User or Group.
	Namespace string `json:"namespace,omitempty" format:"dns-label" like:"a namespace name of at most 63 lowercase letters, digits and '-'"`
}

// Metrics grants access to the metrics of the registry.
type Metrics struct {
	// Users, groups and service accounts that can read /extensions/v2/metrics.
	Subjects []Subject `json:"subjects" required:"true"`
}
