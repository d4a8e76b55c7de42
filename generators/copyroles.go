package generators

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// copyRoles generates the Roles of the Job that copies images: it reads the credentials
// of both stores and the CA of the new one, and writes the Secret of the registry. With
// credentials of a cloud role, it requests a token of the account of the registry. An
// apply of a Secret that does not exist needs create, which the API server authorizes
// with the name of the Secret.
func copyRoles(state *desired.State) []*Object {
	if !state.CopiesImages() {
		return nil
	}
	c := state.StorageChange.Copy
	rules := []rbacv1.PolicyRule{
		{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"list"}},
		{APIGroups: []string{openshift.Job.Group}, Resources: []string{"jobs"}, Verbs: []string{"list"}},
	}
	if state.StorageChange.From != "pvc" {
		rules = append(rules, namedRule("secrets", openshift.OperatorSecret, "get"))
	}
	switch c.Credentials {
	case resolve.StagedCredentials:
		rules = append(rules, namedRule("secrets", desired.StorageChanger, "get"),
			namedRule("secrets", openshift.CredentialsSecret, "get", "create", "patch"))
	case resolve.CloudCredentials:
		rules = append(rules, namedRule("secrets", openshift.CloudSecret, "get"))
	}
	if c.CloudRole {
		rules = append(rules, namedRule("serviceaccounts/token", openshift.RegistryAccount, "create"))
	}
	objects := single(copyRole(openshift.RegistryNamespace, rules))
	if ca := trustedCA(state); ca != "" {
		objects = append(objects, copyRole(openshift.ConfigNamespace, []rbacv1.PolicyRule{namedRule("configmaps", ca, "get")}))
	}
	return objects
}

func copyRole(namespace string, rules []rbacv1.PolicyRule) *Object {
	return inStorageChangeStep(typed(openshift.Role, &rbacv1.Role{
		ObjectMeta: objectMeta(namespace, desired.StorageChanger),
		Rules:      rules,
	}, origins{"rules": byDefault("minimum permissions to copy the images")}))
}

// copyClusterRole generates the ClusterRole of the Job that copies images.
func copyClusterRole() *Object {
	named := func(group, resource string, verbs ...string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{resource}, ResourceNames: []string{openshift.ClusterName}, Verbs: verbs}
	}
	return inStorageChangeStep(typed(openshift.ClusterRole, &rbacv1.ClusterRole{
		ObjectMeta: objectMeta("", desired.StorageChanger),
		Rules: []rbacv1.PolicyRule{
			named(openshift.Config.Group, "configs", "get", "patch"),
			named(openshift.Config.Group, "imagepruners", "get", "patch"),
			named(openshift.Image.Group, "proxies", "get"),
		},
	}, origins{"rules": byDefault("minimum permissions to change the storage, and to suspend the pruner meanwhile")}))
}
