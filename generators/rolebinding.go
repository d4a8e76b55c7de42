package generators

import (
	"github.com/registry-profile/registry-profile/fn/kube"
	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/plan"
	"github.com/registry-profile/registry-profile/fn/profile"
)

// BindingPrefix keeps our bindings apart from those that `oc policy` makes,
// which have the name of the role: merged into one of those, ours would take
// others' access away.
const BindingPrefix = "registry-profile:"

// roleBinding gives access to the images of namespaces, and the bucket reader
// its role.
func roleBinding(p *plan.Plan) []*manifest.Object {
	var objects []*manifest.Object
	for _, b := range p.Bindings {
		o := manifest.New(openshift.RoleBinding, b.Namespace, BindingPrefix+b.Role)
		roleRef(o, openshift.ClusterRole.Kind, b.Role)
		manifest.Set(o, subjects(b.Subjects), "subjects")
		objects = append(objects, o)
	}
	if b := p.Bucket; b != nil && b.Credentials != nil {
		o := manifest.New(openshift.RoleBinding, b.Namespace, plan.BucketReader)
		roleRef(o, openshift.Role.Kind, plan.BucketReader)
		account(o, plan.BucketReader, "the account that copies the bucket's credentials")
		objects = append(objects, o)
	}
	return objects
}

// clusterRoleBinding gives access to the registry's metrics, and the step that
// changes the storage its role.
func clusterRoleBinding(p *plan.Plan) []*manifest.Object {
	var objects []*manifest.Object
	if p.Scrapers.Made {
		o := manifest.New(openshift.ClusterRoleBinding, "", scraper)
		roleRef(o, openshift.ClusterRole.Kind, scraper)
		manifest.Set(o, subjects(p.Scrapers), "subjects")
		objects = append(objects, o)
	}
	if p.StorageChange != nil {
		o := before(openshift.ClusterRoleBinding, "", plan.StorageChanger)
		roleRef(o, openshift.ClusterRole.Kind, plan.StorageChanger)
		account(o, plan.StorageChanger, "the account that changes the storage")
		objects = append(objects, o)
	}
	return objects
}

// account gives a role to one of our accounts.
func account(o *manifest.Object, name, reason string) {
	o.Fixed([]kube.Subject{{Kind: kube.ServiceAccountKind, Namespace: openshift.RegistryNamespace, Name: name}}, reason, "subjects")
}

func roleRef(o *manifest.Object, kind, name string) {
	o.Fixed(kube.RoleRef{APIGroup: kube.RBACGroup, Kind: kind, Name: name}, "the role to give", "roleRef")
}

// subjects puts subjects into the form of the API: users and groups belong to
// its group, accounts to a namespace.
func subjects(d plan.Decision[[]profile.Subject]) plan.Decision[[]kube.Subject] {
	list := make([]kube.Subject, len(d.Value))
	for i, s := range d.Value {
		list[i] = kube.Subject{Kind: s.Kind, Name: s.Name, Namespace: s.Namespace}
		if s.Kind != kube.ServiceAccountKind {
			list[i].APIGroup = kube.RBACGroup
		}
	}
	return plan.Decision[[]kube.Subject]{Value: list, Origin: d.Origin, Made: d.Made}
}
