package generators

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// role allows to read the one Secret of a bucket claim, where it is.
func role(p *desired.Plan) []*Object {
	if p.Bucket == nil || p.Bucket.Credentials == nil {
		return nil
	}
	return one(typed(openshift.Role, &rbacv1.Role{
		ObjectMeta: named(p.Bucket.Namespace, desired.BucketReader),
		Rules: []rbacv1.PolicyRule{{
			APIGroups:     []string{""},
			Resources:     []string{"secrets"},
			ResourceNames: []string{p.Bucket.Name},
			Verbs:         []string{"get"},
		}},
	}, origins{"rules": because("the least that copies the bucket's credentials")}))
}

// clusterRole allows to read the registry's metrics (book, section 4.5), and to
// change the storage.
func clusterRole(p *desired.Plan) []*Object {
	var objects []*Object
	if p.Scrapers.Made {
		objects = append(objects, metricsReader())
	}
	if p.StorageChange != nil {
		objects = append(objects, before(storageChanger()))
	}
	return objects
}

func metricsReader() *Object {
	return typed(openshift.ClusterRole, &rbacv1.ClusterRole{
		ObjectMeta: named("", scraper),
		Rules: []rbacv1.PolicyRule{{
			APIGroups: []string{"image.openshift.io"},
			Resources: []string{"registry/metrics"},
			Verbs:     []string{"get"},
		}},
	}, origins{"rules": because("what reading the registry's metrics takes")})
}

func storageChanger() *Object {
	return typed(openshift.ClusterRole, &rbacv1.ClusterRole{
		ObjectMeta: named("", desired.StorageChanger),
		Rules: []rbacv1.PolicyRule{{
			APIGroups:     []string{openshift.Config.Group},
			Resources:     []string{"configs"},
			ResourceNames: []string{openshift.ClusterName},
			Verbs:         []string{"get", "patch"},
		}},
	}, origins{"rules": because("the least that changes the storage")})
}

// scraper is the name that the book gives the role that reads metrics.
const scraper = "prometheus-scraper"
