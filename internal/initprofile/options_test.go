package initprofile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/initprofile"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestProfileSets compares the fields that a first profile sets, and those that
// it offers in comments or does not mention at all.
func TestProfileSets(t *testing.T) {
	const (
		set = iota
		offered
		left
	)
	fields := map[int]string{set: "set", offered: "offered", left: "left out"}
	tests := map[string]struct {
		options initprofile.Options
		want    map[string]int
	}{
		"S3 on AWS": {
			initprofile.Options{Platform: "AWS", Storage: "s3"},
			map[string]int{"bucket": set, "region": set, "regionEndpoint": left, "cloudFront": offered, "credentials": offered, "pvc": left, "chunkSizeMiB": offered},
		},
		"S3 elsewhere": {
			initprofile.Options{Platform: "BareMetal", Storage: "s3"},
			map[string]int{"bucket": set, "regionEndpoint": set, "cloudFront": left, "credentials": set, "remoteKey": set},
		},
		"in an old release": {
			initprofile.Options{Platform: "AWS", Storage: "s3", Version: "4.16"},
			map[string]int{"bucket": set, "chunkSizeMiB": left},
		},
		"a volume": {
			initprofile.Options{Platform: "VSphere", Storage: "pvc"},
			map[string]int{"size": set, "accessModes": set, "storageClassName": set, "storageClass": left, "credentials": left, "bucket": left},
		},
		"a volume on OpenStack": {
			initprofile.Options{Platform: "OpenStack", Storage: "pvc"},
			map[string]int{"size": set, "storageClass": offered, "replicas": offered},
		},
		"emptyDir": {
			initprofile.Options{Platform: "BareMetal", Storage: "emptyDir"},
			map[string]int{"emptyDir": set, "environment": set, "credentials": left},
		},
		"a bucket claim": {
			initprofile.Options{Platform: "BareMetal", Storage: "noobaa"},
			map[string]int{"bucketName": set, "credentials": left, "storageChange": left},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.options.Name = "prod"
			text, err := initprofile.Profile(test.options)
			require.NoError(t, err)
			got := map[string]int{}
			for key := range test.want {
				got[key] = left
				for line := range strings.Lines(string(text)) {
					field := strings.TrimLeft(line, " -")
					if strings.HasPrefix(field, key+":") {
						got[key] = set
						break
					}
					if optional.MatchString(line) && strings.HasPrefix(strings.TrimLeft(field, "# -"), key+":") {
						got[key] = offered
					}
				}
			}
			for key, want := range test.want {
				assert.Equal(t, fields[want], fields[got[key]], key)
			}
		})
	}
}

// TestProfileMarksExamples marks values that people must replace, and not what
// they have given.
func TestProfileMarksExamples(t *testing.T) {
	for version, marked := range map[string]bool{"": true, "4.16": false} {
		text, err := initprofile.Profile(initprofile.Options{Name: "prod", Version: version, Platform: "AWS", Storage: "s3"})
		require.NoError(t, err)
		node := yaml.MustParse(string(text))
		got, err := node.Pipe(yaml.Lookup("spec", "openshift", "version"))
		require.NoError(t, err)
		assert.Equal(t, marked, got.YNode().LineComment == "# example", "version %q", version)
		if version == "" {
			version = openshift.LastRelease.String()
		}
		assert.Equal(t, version, got.YNode().Value)
		platform, err := node.GetString("spec.openshift.platform")
		require.NoError(t, err)
		assert.Equal(t, "AWS", platform)
		assert.Equal(t, "prod", node.GetName())
	}
}

// TestProfileNamesStores puts the name of the cluster into the names of stores,
// unless it does not fit.
func TestProfileNamesStores(t *testing.T) {
	bucket := func(name string) string {
		text, err := initprofile.Profile(initprofile.Options{Name: name, Platform: "AWS", Storage: "s3"})
		require.NoError(t, err)
		got, err := yaml.MustParse(string(text)).GetString("spec.storage.s3.bucket")
		require.NoError(t, err)
		return got
	}
	assert.Contains(t, bucket("test-us-2"), "test-us-2")
	assert.Contains(t, bucket("test.us-2"), "test-us-2", "a period is none of a bucket's")
	assert.NotContains(t, bucket(strings.Repeat("x", 41)), "x", "too long for a bucket")
	assert.LessOrEqual(t, len(bucket(strings.Repeat("x", 40))), 63)
}

// TestProfileFails reports everything that is wrong with the options at once.
func TestProfileFails(t *testing.T) {
	tests := map[string]struct {
		options initprofile.Options
		missing []string // options
		errs    int
	}{
		"nothing chosen":  {initprofile.Options{}, []string{"platform", "storage"}, 2},
		"no such choices": {initprofile.Options{Platform: "Mars", Storage: "tape"}, []string{"platform", "storage"}, 2},
		"another case":    {initprofile.Options{Platform: "AWS", Storage: "S3"}, []string{"storage"}, 1},
		"an old release":  {initprofile.Options{Platform: "AWS", Storage: "s3", Version: "3.11"}, nil, 1},
		"all of it":       {initprofile.Options{Version: "x"}, []string{"platform", "storage"}, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text, err := initprofile.Profile(test.options)
			require.Error(t, err)
			assert.Empty(t, text)
			all, ok := err.(interface{ Unwrap() []error })
			require.True(t, ok)
			assert.Len(t, all.Unwrap(), test.errs)
			var missing []string
			for _, err := range all.Unwrap() {
				var m initprofile.Missing
				if errors.As(err, &m) {
					missing = append(missing, m.Option)
					assert.NotEmpty(t, m.Choices)
					assert.Contains(t, m.Error(), m.Value)
				}
			}
			assert.Equal(t, test.missing, missing)
		})
	}
}
