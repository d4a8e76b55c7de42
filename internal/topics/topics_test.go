package topics_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/topics"
)

// TestSearch checks the first topics that match, and topics that must not match.
func TestSearch(t *testing.T) {
	for words, test := range map[string]struct{ first, has, not []string }{
		"s3":            {[]string{"spec.storage.s3"}, []string{"S3001", "spec.storage.s3.region"}, []string{"spec.storage.s3.cloudFront.externalSecret.refreshInterval", "spec.storage.gcs"}},
		"bucket":        {[]string{"spec.storage.gcs.bucket", "spec.storage.ibmcos.bucket", "spec.storage.s3.bucket"}, []string{"S3010", "docs/bucket-claims.md"}, nil},
		"S3 Bucket":     {[]string{"spec.storage.s3.bucket"}, []string{"S3010"}, []string{"spec.storage.gcs.bucket"}},
		"readwriteonce": {nil, []string{"PV001"}, nil},
		"kpt":           {[]string{"docs/kpt.md"}, nil, nil},
		"zzzzzz":        {},
		"":              {},
	} {
		found, matched, err := topics.Search(strings.Split(words, " ")...)
		require.NoError(t, err)
		var names []string
		for _, topic := range found {
			names = append(names, topic.Name)
			assert.NotEmpty(t, topic.Title, topic.Name)
		}
		if test.first == nil && test.has == nil { // nothing matches
			assert.Empty(t, names, words)
			assert.Zero(t, matched, words)
			continue
		}
		assert.Equal(t, test.first, slices.Concat(names[:min(len(names), len(test.first))]), words)
		assert.Subset(t, names, test.has, words)
		for _, name := range test.not {
			assert.NotContains(t, names, name, words)
		}
	}
}

// TestSearchMost checks that topics are found that match most words.
func TestSearchMost(t *testing.T) {
	found, matched, err := topics.Search("s3", "bucket", "zzzzzz")
	require.NoError(t, err)
	assert.Equal(t, 2, matched)
	require.NotEmpty(t, found)
	assert.Equal(t, "spec.storage.s3.bucket", found[0].Name)
}

// TestFamilies checks that each family of rules has a title.
func TestFamilies(t *testing.T) {
	for _, f := range topics.Families() {
		assert.NotEmpty(t, f.Title, f.Letters)
		assert.NotEmpty(t, f.IDs, f.Letters)
	}
}

// TestCompletions checks that paths are completed by one segment.
func TestCompletions(t *testing.T) {
	for text, test := range map[string]struct{ has, not []string }{
		"":                        {[]string{"spec.", "PV001"}, []string{"spec.storage.", "docs/kpt.md"}},
		"spec.sto":                {[]string{"spec.storage."}, []string{"spec.storage.s3."}},
		"spec.storage.s3.reg":     {[]string{"spec.storage.s3.region", "spec.storage.s3.regionEndpoint"}, []string{"spec.storage.s3.bucket"}},
		"storage.p":               {[]string{"storage.pvc."}, []string{"spec.storage.pvc."}},
		"spec.exposure.routes.na": {[]string{"spec.exposure.routes.name"}, nil},
		"pv01":                    {[]string{"PV010"}, []string{"PV001"}},
		"x":                       {nil, []string{"spec."}},
	} {
		found, err := topics.Completions(text)
		require.NoError(t, err)
		var names []string
		for _, c := range found {
			name, _, _ := strings.Cut(c, "\t")
			names = append(names, name)
		}
		assert.Subset(t, names, test.has, text)
		for _, name := range test.not {
			assert.NotContains(t, names, name, text)
		}
	}
}
