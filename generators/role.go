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
	o := newObject(openshift.Role, p.Bucket.Namespace, desired.BucketReader)
	o.fixed([]rbacv1.PolicyRule{{
		APIGroups:     []string{""},
		Resources:     []string{"secrets"},
		ResourceNames: []string{p.Bucket.Name},
		Verbs:         []string{"get"},
	}}, "the least that copies the bucket's credentials", "rules")
	return one(o)
}

// clusterRole allows to read the registry's metrics (book, section 4.5), and to
// change the storage.
func clusterRole(p *desired.Plan) []*Object {
	var objects []*Object
	if p.Scrapers.Made {
		objects = append(objects, metricsReader())
	}
	if p.StorageChange != nil {
		o := before(openshift.ClusterRole, "", desired.StorageChanger)
		o.fixed([]rbacv1.PolicyRule{{
			APIGroups:     []string{openshift.Config.Group},
			Resources:     []string{"configs"},
			ResourceNames: []string{openshift.ClusterName},
			Verbs:         []string{"get", "patch"},
		}}, "the least that changes the storage", "rules")
		objects = append(objects, o)
	}
	return objects
}

func metricsReader() *Object {
	o := newObject(openshift.ClusterRole, "", scraper)
	o.fixed([]rbacv1.PolicyRule{{
		APIGroups: []string{"image.openshift.io"},
		Resources: []string{"registry/metrics"},
		Verbs:     []string{"get"},
	}}, "what reading the registry's metrics takes", "rules")
	return o
}

// scraper is the name that the book gives the role that reads metrics.
const scraper = "prometheus-scraper"
