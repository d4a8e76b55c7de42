package generators

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// role generates the Roles that allow reading only the Secret of the bucket claim,
// in its namespace, or what the Job of the claim needs, and those of the Job that copies
// images.
func role(state *desired.State) []*Object {
	return append(bucketRoles(state), copyRoles(state)...)
}

func bucketRoles(state *desired.State) []*Object {
	switch {
	case state.BucketJob != nil:
		return bucketSetupRoles(state)
	case state.Bucket == nil || state.Bucket.Credentials == nil:
		return nil
	}
	return single(typed(openshift.Role, &rbacv1.Role{
		ObjectMeta: objectMeta(state.Bucket.Namespace, desired.BucketReader),
		Rules:      []rbacv1.PolicyRule{namedRule("secrets", state.Bucket.Name, "get")},
	}, origins{"rules": byDefault("minimum permissions to copy the credentials of the bucket")}))
}

// bucketSetupRoles generates the Roles of the Job of the bucket claim, one in each
// namespace. An apply of a Secret that does not exist needs create, which the API
// server authorizes with the name of the Secret.
func bucketSetupRoles(state *desired.State) []*Object {
	b := state.Bucket
	claim := []rbacv1.PolicyRule{namedRule("secrets", b.Name, "get")}
	if state.BucketJob.Storage {
		claim = append(claim, namedRule("configmaps", b.Name, "get"))
	}
	credentials := namedRule("secrets", openshift.CredentialsSecret, "get", "create", "patch")
	if b.Namespace == openshift.RegistryNamespace {
		return single(bucketSetupRole(state, b.Namespace, append(claim, credentials)))
	}
	return []*Object{
		bucketSetupRole(state, b.Namespace, claim),
		bucketSetupRole(state, openshift.RegistryNamespace, []rbacv1.PolicyRule{credentials}),
	}
}

func bucketSetupRole(state *desired.State, namespace string, rules []rbacv1.PolicyRule) *Object {
	return inBucketStep(state, typed(openshift.Role, &rbacv1.Role{
		ObjectMeta: objectMeta(namespace, desired.BucketSetup),
		Rules:      rules,
	}, origins{"rules": state.BucketJob.Claim}))
}

// namedRule allows verbs on one object of the core group.
func namedRule(resource, name string, verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{resource}, ResourceNames: []string{name}, Verbs: verbs}
}

// clusterRole generates ClusterRoles to read the metrics of the registry
// (OpenShift 4.14 registry documentation, section 4.5), to write the storage of a
// claimed bucket and to change the storage.
func clusterRole(state *desired.State) []*Object {
	var objects []*Object
	if state.Scrapers.Set {
		objects = append(objects, metricsReader())
	}
	if j := state.BucketJob; j != nil && j.Storage {
		objects = append(objects, inBucketStep(state, storageWriter(desired.BucketSetup)))
	}
	switch {
	case state.CopiesImages():
		objects = append(objects, copyClusterRole())
	case state.StorageChange != nil:
		objects = append(objects, inStorageChangeStep(storageWriter(desired.StorageChanger)))
	}
	return objects
}

func metricsReader() *Object {
	return typed(openshift.ClusterRole, &rbacv1.ClusterRole{
		ObjectMeta: objectMeta("", scraper),
		Rules: []rbacv1.PolicyRule{{
			APIGroups: []string{"image.openshift.io"},
			Resources: []string{"registry/metrics"},
			Verbs:     []string{"get"},
		}},
	}, origins{"rules": byDefault("minimum permissions to read the metrics of the registry")})
}

// storageWriter allows an account to change the storage of Config.
func storageWriter(name string) *Object {
	return typed(openshift.ClusterRole, &rbacv1.ClusterRole{
		ObjectMeta: objectMeta("", name),
		Rules: []rbacv1.PolicyRule{{
			APIGroups:     []string{openshift.Config.Group},
			Resources:     []string{"configs"},
			ResourceNames: []string{openshift.ClusterName},
			Verbs:         []string{"get", "patch"},
		}},
	}, origins{"rules": byDefault("minimum permissions to change the storage")})
}

// scraper is the name of the role that reads metrics in the OpenShift
// documentation.
const scraper = "prometheus-scraper"
