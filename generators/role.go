package generators

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// role generates a Role that allows reading only the Secret of the bucket
// claim, in its namespace.
func role(state *desired.State) []*Object {
	if state.Bucket == nil || state.Bucket.Credentials == nil {
		return nil
	}
	return single(typed(openshift.Role, &rbacv1.Role{
		ObjectMeta: objectMeta(state.Bucket.Namespace, desired.BucketReader),
		Rules: []rbacv1.PolicyRule{{
			APIGroups:     []string{""},
			Resources:     []string{"secrets"},
			ResourceNames: []string{state.Bucket.Name},
			Verbs:         []string{"get"},
		}},
	}, origins{"rules": byDefault("minimum permissions to copy the credentials of the bucket")}))
}

// clusterRole generates ClusterRoles to read the metrics of the registry
// (OpenShift 4.14 registry documentation, section 4.5) and to change the
// storage.
func clusterRole(state *desired.State) []*Object {
	var objects []*Object
	if state.Scrapers.Set {
		objects = append(objects, metricsReader())
	}
	if state.StorageChange != nil {
		objects = append(objects, inStorageChangeStep(storageChanger()))
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

func storageChanger() *Object {
	return typed(openshift.ClusterRole, &rbacv1.ClusterRole{
		ObjectMeta: objectMeta("", desired.StorageChanger),
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
