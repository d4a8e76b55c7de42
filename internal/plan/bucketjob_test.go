package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/plan"
)

// TestBucketJob checks the effects of the Job of a bucket claim.
func TestBucketJob(t *testing.T) {
	const (
		byES   = `storage: {noobaa: {bucketName: images}}, delivery: {tool: ArgoCD, image: oc}`
		byJob  = `storage: {noobaa: {bucketName: images}}, credentials: {objectBucketClaim: {method: Job}}, delivery: {tool: ArgoCD, image: oc}`
		claim  = `storage: {noobaa: {existingClaim: images}}, delivery: {tool: ArgoCD, image: oc}`
		other  = `storage: {noobaa: {existingClaim: other}}, delivery: {tool: ArgoCD, image: oc}`
		volume = `storage: {pvc: {claim: images}}, delivery: {tool: ArgoCD, image: oc}`
		none   = `delivery: {tool: ArgoCD, image: oc}`
	)
	for name, c := range map[string]struct {
		before, after string
		level         plan.Level
		object, text  string
	}{
		"external secret to job": {byES, byJob, plan.Warning, "ExternalSecret/", "delete the ExternalSecret"},
		"job to external secret": {byJob, byES, plan.Info, "ExternalSecret/", "that a Job wrote until now"},
		"bucket to claim":        {byJob, claim, plan.Warning, "Config/", "owns the fields"},
		"claim to bucket":        {claim, byJob, plan.Warning, "Config/", "is now set in the manifests"},
		"another claim":          {claim, other, plan.Warning, "Config/", "another claim"},
		"volume to claim":        {volume, claim, plan.Warning, "Config/", "set spec.delivery.storageChange.from to pvc"},
		"claim to none":          {claim, none, plan.Info, "Config/", "keeps the storage"},
		"none to claim":          {none, claim, plan.Warning, "Config/", "is written by a Job"},
		"new job":                {none, byJob, plan.Info, "Job/", "runs before Config is applied"},
	} {
		t.Run(name, func(t *testing.T) {
			found := false
			for _, e := range plan.Compare(cluster, objects(t, c.before), objects(t, c.after)) {
				assert.False(t, strings.Contains(e.Text, "selects its default"), e.Text)
				found = found || e.Level == c.level && strings.HasPrefix(e.Object, c.object) && strings.Contains(e.Text, c.text)
			}
			assert.True(t, found, "%s", c.text)
		})
	}
}
