package openshift_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

func TestParseStorageRecord(t *testing.T) {
	r, known := openshift.ParseStorageRecord(`{"id":"0a1b2c3d","from":"pvc","to":"s3","phase":"frozen","time":"2026-11-20T05:00:00Z","readOnly":"false","suspend":"'; rm -rf /; '"}`)
	assert.True(t, known)
	assert.Equal(t, "2026-11-20 05:00:00 +0000 UTC", r.Since().String())
	registry, pruner := r.Restore()
	assert.Contains(t, registry, `{"spec":{"readOnly":false}}`)
	assert.Contains(t, pruner, `{"spec":{"suspend":null}}`, "the value of the record is not executed")
	for _, text := range []string{"", "{}", "[]", `{"phase":1}`, "phase"} {
		_, known := openshift.ParseStorageRecord(text)
		assert.False(t, known, text)
	}
	assert.True(t, openshift.StorageRecord{Time: "yesterday"}.Since().IsZero())
}
