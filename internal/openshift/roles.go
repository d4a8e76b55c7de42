package openshift

import "slices"

// ImageRole is a ClusterRole of OpenShift that grants access to images
// (openshift/openshift-apiserver, pkg/bootstrappolicy).
type ImageRole struct {
	Name string
	// Pushes reports whether the role can change images.
	Pushes bool
	// Namespaced roles are not granted in all namespaces.
	Namespaced bool
}

// ImageRoles are the roles that a profile can grant.
var ImageRoles = []ImageRole{
	{Name: "registry-viewer"},
	{Name: RegistryEditor, Pushes: true},
	{Name: "system:image-puller"},
	// The role also changes the details of builds, for the account of builds in
	// each namespace.
	{Name: "system:image-builder", Pushes: true, Namespaced: true},
	{Name: "system:image-pusher", Pushes: true},
}

// RegistryEditor is a role that also grants read and write access to Secrets and
// service accounts.
const RegistryEditor = "registry-editor"

// FindImageRole returns the role with a name, and false if it is none of
// ImageRoles.
func FindImageRole(name string) (ImageRole, bool) {
	i := slices.IndexFunc(ImageRoles, func(r ImageRole) bool { return r.Name == name })
	if i < 0 {
		return ImageRole{}, false
	}
	return ImageRoles[i], true
}

// Subjects without a login. Kubernetes gives both to a request without
// credentials, and the registry accepts such requests.
const (
	UnauthenticatedGroup = "system:unauthenticated"
	AnonymousUser        = "system:anonymous"
)

// EveryoneGroups describes the members of the groups of all users or all service
// accounts.
var EveryoneGroups = map[string]string{
	"system:authenticated":       "all users and service accounts",
	"system:authenticated:oauth": "all users",
	"system:serviceaccounts":     "all service accounts",
}

// WithoutLogin reports whether a subject is every client without a login.
func WithoutLogin(kind, name string) bool {
	return kind == "Group" && name == UnauthenticatedGroup || kind == "User" && name == AnonymousUser
}

// Everyone reports whether a subject is a group of all users or all service
// accounts.
func Everyone(kind, name string) bool {
	return kind == "Group" && EveryoneGroups[name] != ""
}
