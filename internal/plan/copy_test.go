package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/plan"
)

const copyImage = "registry.example.com/rclone@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// copying returns the delivery of a profile whose Job copies the images.
func copying(from, fields string) string {
	return ", delivery: {tool: ArgoCD, image: registry.example.com/oc, storageChange: {from: " + from + ", copy: {image: " + copyImage + "}" + fields + "}}"
}

const (
	oldClaim  = "storage: {pvc: {claim: image-registry-storage}}"
	oldBucket = "storage: {s3: {bucket: old, region: eu-west-1, regionEndpoint: \"https://s3.example.com\"}}"
	newBucket = "storage: {s3: {bucket: images, region: eu-west-1, regionEndpoint: \"https://s3.example.com\"}}, credentials: {existingSecret: {}}"
	newSwift  = "storage: {swift: {container: images, authURL: \"https://keystone.example.com/v3\", tenant: a, domain: b, regionName: c}}, credentials: {existingSecret: {}}"
)

// TestCopy checks that no images are lost if a Job copies them, and that the effects
// state when the Job would stop.
func TestCopy(t *testing.T) {
	tests := map[string]struct {
		before, after string
		level         plan.Level
		field         string
		text          []string
		silent        string
	}{
		"claim to bucket":           {oldClaim, newBucket + copying("pvc", ""), plan.Warning, "spec.storage", []string{"copied by the Job image-registry-storage-change-", "read-only for the last part"}, "not proven"},
		"bucket to bucket":          {oldBucket, newBucket + copying("s3", ""), plan.Warning, "spec.storage.s3.bucket", []string{"from the bucket old to the bucket images"}, "not proven"},
		"not proven":                {oldClaim, newSwift + copying("pvc", ""), plan.Warning, "spec.storage", []string{"copied by the Job", "which is not proven"}, "no longer be pulled"},
		"another type":              {oldBucket, "storage: {pvc: {claim: a}}" + copying("azure", ""), plan.Warning, "spec.storage", []string{"stops before any change", "storageChange.from to s3"}, "are copied by"},
		"another claim":             {"storage: {pvc: {claim: other}}", newBucket + copying("pvc", ""), plan.Warning, "spec.storage", []string{"stops before any change", "source.claim to other"}, "are copied by"},
		"another bucket":            {oldBucket, newBucket + copying("s3", ", source: {bucket: x}"), plan.Warning, "spec.storage.s3.bucket", []string{"stops before any change", "source.bucket to old"}, "are copied by"},
		"pods that are recreated":   {"storage: {pvc: {claim: image-registry-storage, accessModes: [ReadWriteOnce]}}", newBucket + copying("pvc", ""), plan.Warning, "spec.storage", []string{"unavailable while the operator replaces its pods to make it read-only"}, ""},
		"the node of the claim":     {oldClaim, newBucket + copying("pvc", ""), plan.Warning, "spec.storage", []string{"room for its pod on the node"}, "does not compare"},
		"verify is false":           {oldClaim, newBucket + strings.Replace(copying("pvc", ""), "copy: {", "copy: {verify: false, ", 1), plan.Warning, "spec.storage", []string{"does not compare the stores"}, ""},
		"storage is set":            {"registry: {}", newBucket + copying("pvc", ""), plan.Warning, "spec.storage", []string{"copied by the Job"}, "are not copied"},
		"a new cluster":             {"", newBucket + copying("pvc", ""), plan.Info, "spec.storage", []string{"copied by the Job"}, "are not copied"},
		"credentials by hand":       {oldClaim, newBucket + copying("pvc", ""), plan.Warning, "spec.storage", []string{"the Secret openshift-image-registry/image-registry-storage-change with the credentials"}, ""},
		"credentials from a secret": {oldClaim, strings.Replace(newBucket, "existingSecret: {}", "externalSecret: {secretStoreRef: {name: vault}, remoteKey: a}", 1) + copying("pvc", ""), plan.Warning, "spec.storage", []string{"which the ExternalSecret image-registry-storage-change reads"}, "which you create"},
		"without copy":              {oldClaim, newBucket + strings.Replace(copying("pvc", ""), ", copy: {image: "+copyImage+"}", "", 1), plan.Loss, "spec.storage", []string{"Images are not copied"}, "are copied by"},
		"another image":             {newBucket + copying("pvc", ""), newBucket + strings.Replace(copying("pvc", ""), "example.com/rclone", "example.com/other", 1), "", "", nil, "switches"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			effects := compared(t, test.before, test.after)
			all := allText(effects)
			for _, text := range test.text {
				assert.Contains(t, all, text)
			}
			if test.silent != "" {
				assert.NotContains(t, all, test.silent)
			}
			i := slices.IndexFunc(effects, func(e plan.Effect) bool { return e.Field != "" && e.Field == test.field })
			if test.field != "" {
				require.GreaterOrEqual(t, i, 0, all)
				assert.Equal(t, test.level, effects[i].Level)
			}
			assert.Equal(t, test.level == plan.Loss, slices.ContainsFunc(effects, func(e plan.Effect) bool { return e.Level == plan.Loss }), all)
		})
	}
}

// TestCopyEnds checks that the user must look at the record of the change before the
// Job leaves the manifests, unless the objects of the cluster contain it.
func TestCopyEnds(t *testing.T) {
	during, after := objects(t, newBucket+copying("pvc", "")), objects(t, newBucket)
	ends := func(before []*generators.Object) bool {
		return slices.ContainsFunc(plan.Compare(cluster, before, after), func(e plan.Effect) bool {
			return e.Level == plan.Warning && strings.HasPrefix(e.Object, "Job/") && e.Command != ""
		})
	}
	assert.True(t, ends(during))
	for _, o := range during {
		if o.Kind == openshift.Config {
			o.Fields = append(o.Fields, generators.Field{Path: []string{"metadata", "annotations", openshift.StorageChangeMark}, Value: `{"phase":"copied"}`})
		}
	}
	assert.False(t, ends(during))
}

func compared(t *testing.T, before, after string) []plan.Effect {
	t.Helper()
	c := cluster
	if _, rest, found := strings.Cut(after, "storageChange: {from: "); found {
		c.Replaces, _, _ = strings.Cut(rest, ",")
	}
	return plan.Compare(c, objects(t, before), objects(t, after))
}

func allText(effects []plan.Effect) string {
	var b strings.Builder
	for _, e := range effects {
		fmt.Fprintf(&b, "%s %s %s: %s\n", e.Level, e.Object, e.Field, e.Text)
	}
	return b.String()
}
