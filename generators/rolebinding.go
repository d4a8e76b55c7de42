package generators

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// BindingPrefix keeps our bindings apart from those that `oc policy` makes,
// which have the name of the role: merged into one of those, ours would take
// others' access away.
const BindingPrefix = "registry-profile:"

// roleBinding gives access to the images of namespaces, and the bucket reader
// its role.
func roleBinding(p *desired.Plan) []*Object {
	var objects []*Object
	for _, b := range p.Bindings {
		objects = append(objects, typed(openshift.RoleBinding, &rbacv1.RoleBinding{
			ObjectMeta: named(b.Namespace, BindingPrefix+b.Role),
			RoleRef:    roleRef(openshift.ClusterRole.Kind, b.Role),
			Subjects:   subjects(b.Subjects.Value),
		}, bound(b.Subjects.Origin)))
	}
	if b := p.Bucket; b != nil && b.Credentials != nil {
		objects = append(objects, typed(openshift.RoleBinding, &rbacv1.RoleBinding{
			ObjectMeta: named(b.Namespace, desired.BucketReader),
			RoleRef:    roleRef(openshift.Role.Kind, desired.BucketReader),
			Subjects:   accounts(desired.BucketReader),
		}, bound(because("the account that copies the bucket's credentials"))))
	}
	return objects
}

// clusterRoleBinding gives access to the registry's metrics, and the step that
// changes the storage its role.
func clusterRoleBinding(p *desired.Plan) []*Object {
	var objects []*Object
	if p.Scrapers.Made {
		objects = append(objects, typed(openshift.ClusterRoleBinding, &rbacv1.ClusterRoleBinding{
			ObjectMeta: named("", scraper),
			RoleRef:    roleRef(openshift.ClusterRole.Kind, scraper),
			Subjects:   subjects(p.Scrapers.Value),
		}, bound(p.Scrapers.Origin)))
	}
	if p.StorageChange != nil {
		objects = append(objects, before(typed(openshift.ClusterRoleBinding, &rbacv1.ClusterRoleBinding{
			ObjectMeta: named("", desired.StorageChanger),
			RoleRef:    roleRef(openshift.ClusterRole.Kind, desired.StorageChanger),
			Subjects:   accounts(desired.StorageChanger),
		}, bound(because("the account that changes the storage")))))
	}
	return objects
}

// bound tells where the fields of a binding come from.
func bound(subjects resolve.Origin) origins {
	return origins{"roleRef": because("the role to give"), "subjects": subjects}
}

func roleRef(kind, name string) rbacv1.RoleRef {
	return rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: name}
}

// accounts is a list of one of our own accounts.
func accounts(name string) []rbacv1.Subject {
	return []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: openshift.RegistryNamespace, Name: name}}
}

// subjects puts subjects into the form of the API: users and groups belong to
// its group, accounts to a namespace.
func subjects(written []v1alpha1.Subject) []rbacv1.Subject {
	list := make([]rbacv1.Subject, len(written))
	for i, s := range written {
		list[i] = rbacv1.Subject{Kind: s.Kind, Name: s.Name, Namespace: s.Namespace}
		if s.Kind != rbacv1.ServiceAccountKind {
			list[i].APIGroup = rbacv1.GroupName
		}
	}
	return list
}
