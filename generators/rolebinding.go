package generators

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
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
		o := newObject(openshift.RoleBinding, b.Namespace, BindingPrefix+b.Role)
		roleRef(o, openshift.ClusterRole.Kind, b.Role)
		set(o, subjects(b.Subjects), "subjects")
		objects = append(objects, o)
	}
	if b := p.Bucket; b != nil && b.Credentials != nil {
		o := newObject(openshift.RoleBinding, b.Namespace, desired.BucketReader)
		roleRef(o, openshift.Role.Kind, desired.BucketReader)
		account(o, desired.BucketReader, "the account that copies the bucket's credentials")
		objects = append(objects, o)
	}
	return objects
}

// clusterRoleBinding gives access to the registry's metrics, and the step that
// changes the storage its role.
func clusterRoleBinding(p *desired.Plan) []*Object {
	var objects []*Object
	if p.Scrapers.Made {
		o := newObject(openshift.ClusterRoleBinding, "", scraper)
		roleRef(o, openshift.ClusterRole.Kind, scraper)
		set(o, subjects(p.Scrapers), "subjects")
		objects = append(objects, o)
	}
	if p.StorageChange != nil {
		o := before(openshift.ClusterRoleBinding, "", desired.StorageChanger)
		roleRef(o, openshift.ClusterRole.Kind, desired.StorageChanger)
		account(o, desired.StorageChanger, "the account that changes the storage")
		objects = append(objects, o)
	}
	return objects
}

// account gives a role to one of our accounts.
func account(o *Object, name, reason string) {
	o.fixed([]rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: openshift.RegistryNamespace, Name: name}}, reason, "subjects")
}

func roleRef(o *Object, kind, name string) {
	o.fixed(rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: name}, "the role to give", "roleRef")
}

// subjects puts subjects into the form of the API: users and groups belong to
// its group, accounts to a namespace.
func subjects(d desired.Decision[[]v1alpha1.Subject]) desired.Decision[[]rbacv1.Subject] {
	list := make([]rbacv1.Subject, len(d.Value))
	for i, s := range d.Value {
		list[i] = rbacv1.Subject{Kind: s.Kind, Name: s.Name, Namespace: s.Namespace}
		if s.Kind != rbacv1.ServiceAccountKind {
			list[i].APIGroup = rbacv1.GroupName
		}
	}
	return desired.Decision[[]rbacv1.Subject]{Value: list, Origin: d.Origin, Made: d.Made}
}
