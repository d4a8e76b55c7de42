package generators

import (
	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/plan"
)

// serviceAccount reads the Secret of a bucket claim, and nothing else.
func serviceAccount(p *plan.Plan) []*manifest.Object {
	if p.Bucket == nil || p.Bucket.Credentials == nil {
		return nil
	}
	return one(manifest.New(openshift.ServiceAccount, openshift.RegistryNamespace, plan.BucketReader))
}
