package transformers_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/transformers"
)

// TestMergeSize merges a claim into an existing one of another size.
func TestMergeSize(t *testing.T) {
	for name, test := range map[string]struct {
		existing, desired string
		by                v1alpha1.By
		action            transformers.Action
	}{
		"smaller":                   {"200Gi", "100Gi", v1alpha1.ByProfile, transformers.Invalid},
		"smaller in another unit":   {"0.2Ti", "100Gi", v1alpha1.ByProfile, transformers.Invalid},
		"smaller than a number":     {"214748364800", "100Gi", v1alpha1.ByProfile, transformers.Invalid},
		"larger":                    {"200Gi", "300Gi", v1alpha1.ByProfile, transformers.Changed},
		"the same in another unit":  {"1Ti", "1024Gi", v1alpha1.ByProfile, transformers.Changed},
		"a default changes nothing": {"200Gi", "100Gi", v1alpha1.ByDefault, ""},
		"not a quantity":            {`"{{ size }}"`, "100Gi", v1alpha1.ByProfile, transformers.Changed},
		"no size":                   {"null", "100Gi", v1alpha1.ByProfile, ""},
		"not a map":                 {"{a: b}", "100Gi", v1alpha1.ByProfile, transformers.Changed},
	} {
		t.Run(name, func(t *testing.T) {
			var events []transformers.Event
			desired := claim("images")
			desired.Fields = []generators.Field{field(test.by, test.desired, "spec", "resources", "requests", "storage")}
			desired.Fields[0].Origin.Path = "spec.storage.pvc.create.size"
			filter := transformers.Merge{Profile: "prod", Desired: []*generators.Object{desired}, Report: func(e transformers.Event) { events = append(events, e) }}
			nodes := parse(t, "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: images}\nspec: {resources: {requests: {storage: "+test.existing+"}}}\n")
			out, err := filter.Filter(nodes)
			require.NoError(t, err)
			if test.action == "" {
				assert.Empty(t, events)
				return
			}
			require.Len(t, events, 1)
			assert.Equal(t, test.action, events[0].Action)
			assert.Equal(t, "spec.resources.requests.storage", events[0].Field)
			if test.action == transformers.Invalid {
				assert.Same(t, nodes[0], out[0], "unchanged")
				for _, part := range []string{"requests " + test.existing, "only 100Gi", "set spec.storage.pvc.create.size to at least " + test.existing} {
					assert.True(t, strings.Contains(events[0].Reason, part), "%s: %s", part, events[0].Reason)
				}
			}
		})
	}
}
