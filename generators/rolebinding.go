package generators

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// BindingPrefix distinguishes generated bindings from the bindings that `oc
// policy` creates, which have the name of the role. Merging into such a binding
// would revoke the access of its subjects.
const BindingPrefix = "registry-profile:"

// roleBinding generates RoleBindings for the access to images of namespaces, for
// the bucket reader, for the Job of a bucket claim and for the Job that copies images.
func roleBinding(state *desired.State) []*Object {
	var objects []*Object
	for _, b := range state.Bindings {
		if b.Namespace == "" {
			continue // a ClusterRoleBinding
		}
		objects = append(objects, typed(openshift.RoleBinding, &rbacv1.RoleBinding{
			ObjectMeta: objectMeta(b.Namespace, BindingPrefix+b.Role),
			RoleRef:    roleRef(openshift.ClusterRole.Kind, b.Role),
			Subjects:   subjects(b.Subjects.Value),
		}, bindingOrigins(b.Subjects.Origin)))
	}
	if b := state.Bucket; b != nil && b.Credentials != nil {
		objects = append(objects, typed(openshift.RoleBinding, &rbacv1.RoleBinding{
			ObjectMeta: objectMeta(b.Namespace, desired.BucketReader),
			RoleRef:    roleRef(openshift.Role.Kind, desired.BucketReader),
			Subjects:   serviceAccountSubjects(desired.BucketReader),
		}, bindingOrigins(byDefault("service account that copies the credentials of the bucket"))))
	}
	if state.BucketJob != nil {
		for _, r := range bucketSetupRoles(state) {
			objects = append(objects, inBucketStep(state, typed(openshift.RoleBinding, &rbacv1.RoleBinding{
				ObjectMeta: objectMeta(r.Namespace, desired.BucketSetup),
				RoleRef:    roleRef(openshift.Role.Kind, desired.BucketSetup),
				Subjects:   serviceAccountSubjects(desired.BucketSetup),
			}, bindingOrigins(byDefault("service account of the Job that prepares the bucket")))))
		}
	}
	for _, r := range copyRoles(state) {
		objects = append(objects, inStorageChangeStep(typed(openshift.RoleBinding, &rbacv1.RoleBinding{
			ObjectMeta: objectMeta(r.Namespace, r.Name),
			RoleRef:    roleRef(openshift.Role.Kind, r.Name),
			Subjects:   serviceAccountSubjects(desired.StorageChanger),
		}, bindingOrigins(byDefault("service account that changes the storage")))))
	}
	return objects
}

// clusterRoleBinding generates ClusterRoleBindings for the access to the images of
// all namespaces, for the access to metrics and for the steps that write the
// storage.
func clusterRoleBinding(state *desired.State) []*Object {
	var objects []*Object
	for _, b := range state.Bindings {
		if b.Namespace != "" {
			continue // a RoleBinding
		}
		objects = append(objects, typed(openshift.ClusterRoleBinding, &rbacv1.ClusterRoleBinding{
			ObjectMeta: objectMeta("", BindingPrefix+b.Role),
			RoleRef:    roleRef(openshift.ClusterRole.Kind, b.Role),
			Subjects:   subjects(b.Subjects.Value),
		}, bindingOrigins(b.Subjects.Origin)))
	}
	if state.Scrapers.Set {
		objects = append(objects, typed(openshift.ClusterRoleBinding, &rbacv1.ClusterRoleBinding{
			ObjectMeta: objectMeta("", scraper),
			RoleRef:    roleRef(openshift.ClusterRole.Kind, scraper),
			Subjects:   subjects(state.Scrapers.Value),
		}, bindingOrigins(state.Scrapers.Origin)))
	}
	if j := state.BucketJob; j != nil && j.Storage {
		objects = append(objects, inBucketStep(state, storageWriterBinding(desired.BucketSetup)))
	}
	if state.StorageChange != nil {
		objects = append(objects, inStorageChangeStep(storageWriterBinding(desired.StorageChanger)))
	}
	return objects
}

func storageWriterBinding(name string) *Object {
	return typed(openshift.ClusterRoleBinding, &rbacv1.ClusterRoleBinding{
		ObjectMeta: objectMeta("", name),
		RoleRef:    roleRef(openshift.ClusterRole.Kind, name),
		Subjects:   serviceAccountSubjects(name),
	}, bindingOrigins(byDefault("service account that changes the storage")))
}

// bindingOrigins returns the origins of the fields of a binding.
func bindingOrigins(subjects resolve.Origin) origins {
	return origins{"roleRef": byDefault("role to grant"), "subjects": subjects}
}

func roleRef(kind, name string) rbacv1.RoleRef {
	return rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: name}
}

// serviceAccountSubjects returns a list with one generated service account.
func serviceAccountSubjects(name string) []rbacv1.Subject {
	return []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: openshift.RegistryNamespace, Name: name}}
}

// subjects converts subjects to RBAC subjects. Users and groups have an API
// group, service accounts a namespace.
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
