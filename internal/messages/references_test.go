package messages_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/messages"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/validators"
)

func TestRulesFieldsAndReleasesExist(t *testing.T) {
	rules, paths := map[string]bool{}, map[string]bool{}
	for _, r := range validators.All {
		rules[r.ID] = true
	}
	all, err := fields.All()
	require.NoError(t, err)
	for _, f := range all {
		paths[f.Path] = true
	}
	for _, e := range messages.All() {
		for _, id := range e.Rules {
			assert.True(t, rules[id], "%s: rule %s does not exist", e.ID, id)
		}
		for _, path := range e.Fields {
			assert.True(t, paths[path], "%s: field %s does not exist", e.ID, path)
		}
		for _, release := range []string{e.Since, e.Until} {
			if release != "" {
				_, err := openshift.ParseRelease(release)
				assert.NoError(t, err, e.ID)
			}
		}
	}
}
