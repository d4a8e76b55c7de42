package v1alpha1

// Access gives people, groups and programs a role in namespaces.
type Access struct {
	// Role to give: registry-viewer and system:image-puller pull,
	// registry-editor, system:image-builder and system:image-pusher push too.
	Role string `json:"role" required:"true" enum:"registry-viewer|registry-editor|system:image-puller|system:image-builder|system:image-pusher" example:"registry-viewer"`
	// Namespaces whose images are meant.
	Namespaces []string `json:"namespaces" required:"true" format:"dns-label" like:"names of namespaces: at most 63 lower-case letters, digits and '-'" example:"[\"team-a\"]"`
	// Who gets the role.
	Subjects []Subject `json:"subjects" required:"true"`
}

// Subject is somebody who gets a role.
type Subject struct {
	// Kind of the subject.
	Kind string `json:"kind" required:"true" enum:"User|Group|ServiceAccount" example:"Group"`
	// Name of the subject.
	Name string `json:"name" required:"true" example:"team-a-developers"`
	// Namespace of a ServiceAccount.
	Namespace string `json:"namespace,omitempty" format:"dns-label" like:"the name of a namespace: at most 63 lower-case letters, digits and '-'"`
}

// Metrics gives access to the registry's metrics.
type Metrics struct {
	// Who may read /extensions/v2/metrics.
	Subjects []Subject `json:"subjects" required:"true"`
}
