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

// TestProfileSets checks which fields a starter profile sets, contains as comments,
// or omits.
func TestProfileSets(t *testing.T) {
	const (
		set = iota
		optionalField
		omitted
	)
	fields := map[int]string{set: "set", optionalField: "optional", omitted: "omitted"}
	tests := map[string]struct {
		options initprofile.Options
		want    map[string]int
	}{
		"S3 on AWS": {
			initprofile.Options{Platform: "AWS", Storage: "s3"},
			map[string]int{"bucket": set, "region": set, "regionEndpoint": omitted, "cloudFront": optionalField, "credentials": optionalField, "pvc": omitted, "chunkSizeMiB": optionalField},
		},
		"S3 elsewhere": {
			initprofile.Options{Platform: "BareMetal", Storage: "s3"},
			map[string]int{"bucket": set, "regionEndpoint": set, "cloudFront": omitted, "credentials": set, "remoteKey": set},
		},
		"in an old release": {
			initprofile.Options{Platform: "AWS", Storage: "s3", Version: "4.16"},
			map[string]int{"bucket": set, "chunkSizeMiB": omitted},
		},
		"a volume": {
			initprofile.Options{Platform: "VSphere", Storage: "pvc"},
			map[string]int{"size": set, "accessModes": set, "storageClassName": set, "storageClass": omitted, "credentials": omitted, "bucket": omitted},
		},
		"a volume on OpenStack": {
			initprofile.Options{Platform: "OpenStack", Storage: "pvc"},
			map[string]int{"size": set, "storageClass": optionalField, "replicas": optionalField},
		},
		"emptyDir": {
			initprofile.Options{Platform: "BareMetal", Storage: "emptyDir"},
			map[string]int{"emptyDir": set, "environment": set, "credentials": omitted},
		},
		"infra nodes": {
			initprofile.Options{Platform: "AWS", Storage: "s3", Placement: "Infra"},
			map[string]int{"placement": set, "nodeSelector": omitted, "tolerations": omitted},
		},
		"any node": {
			initprofile.Options{Platform: "AWS", Storage: "s3"},
			map[string]int{"placement": optionalField, "nodeSelector": omitted},
		},
		"a bucket claim": {
			initprofile.Options{Platform: "BareMetal", Storage: "noobaa"},
			map[string]int{"bucketName": set, "credentials": omitted, "storageChange": omitted},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.options.Name = "prod"
			text, err := initprofile.Profile(test.options)
			require.NoError(t, err)
			got := map[string]int{}
			for key := range test.want {
				got[key] = omitted
				for line := range strings.Lines(string(text)) {
					field := strings.TrimLeft(line, " -")
					if strings.HasPrefix(field, key+":") {
						got[key] = set
						break
					}
					if optional.MatchString(line) && strings.HasPrefix(strings.TrimLeft(field, "# -"), key+":") {
						got[key] = optionalField
					}
				}
			}
			for key, want := range test.want {
				assert.Equal(t, fields[want], fields[got[key]], key)
			}
		})
	}
}

// TestProfileMarksExamples checks that values which the user must replace are marked
// as examples, and that options of the user are not.
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

// TestProfileNamesStores checks that the names of stores contain the name of the
// cluster unless it is too long.
func TestProfileNamesStores(t *testing.T) {
	bucket := func(name string) string {
		text, err := initprofile.Profile(initprofile.Options{Name: name, Platform: "AWS", Storage: "s3"})
		require.NoError(t, err)
		got, err := yaml.MustParse(string(text)).GetString("spec.storage.s3.bucket")
		require.NoError(t, err)
		return got
	}
	assert.Contains(t, bucket("test-us-2"), "test-us-2")
	assert.Contains(t, bucket("test.us-2"), "test-us-2", "periods are replaced")
	assert.NotContains(t, bucket(strings.Repeat("x", 41)), "x", "too long for a bucket")
	assert.LessOrEqual(t, len(bucket(strings.Repeat("x", 40))), 63)
}

// TestProfileFails checks that Profile reports all errors of the options at once.
func TestProfileFails(t *testing.T) {
	tests := map[string]struct {
		options initprofile.Options
		missing []string // options
		errs    int
	}{
		"no options":     {initprofile.Options{}, []string{"platform", "storage"}, 2},
		"unknown values": {initprofile.Options{Platform: "Mars", Storage: "tape"}, []string{"platform", "storage"}, 2},
		"a label":        {initprofile.Options{Platform: "AWS", Storage: "s3", Placement: "infra"}, []string{"placement"}, 1},
		"of a cloud":     {initprofile.Options{Platform: "BareMetal", Storage: "ibmcos"}, nil, 1},
		"of no cloud":    {initprofile.Options{Platform: "AWS", Storage: "cephRGW"}, nil, 1},
		"wrong case":     {initprofile.Options{Platform: "AWS", Storage: "S3"}, []string{"storage"}, 1},
		"an old release": {initprofile.Options{Platform: "AWS", Storage: "s3", Version: "3.11"}, nil, 1},
		"all errors":     {initprofile.Options{Version: "x"}, []string{"platform", "storage"}, 3},
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

// TestStorages checks the storage types of a platform, its own first.
func TestStorages(t *testing.T) {
	for platform, test := range map[string]struct {
		first string
		not   []string
	}{
		"AWS":       {"s3", []string{"ibmcos", "cephRGW"}},
		"IBMCloud":  {"ibmcos", []string{"cephRGW"}},
		"VSphere":   {"pvc", []string{"ibmcos"}},
		"OpenStack": {"swift", []string{"ibmcos"}},
		"Azure":     {"azure", []string{"ibmcos", "cephRGW"}},
		"":          {"s3", nil},
	} {
		keys := initprofile.Keys(initprofile.Storages(platform))
		assert.Equal(t, test.first, keys[0], platform)
		for _, key := range test.not {
			assert.NotContains(t, keys, key, platform)
			err := initprofile.CheckStorage(key, platform)
			assert.ErrorContains(t, err, "not available on "+platform)
			assert.ErrorContains(t, err, "use one of "+test.first)
		}
	}
}

// TestMeant checks that the errors of misspelled options name the valid value.
func TestMeant(t *testing.T) {
	assert.ErrorContains(t, initprofile.CheckPlatform("vmware"), "did you mean VSphere?")
	assert.ErrorContains(t, initprofile.CheckPlatform("aws"), "did you mean AWS?")
	assert.ErrorContains(t, initprofile.CheckStorage("S3", "AWS"), "did you mean s3?")
	assert.NotContains(t, initprofile.CheckPlatform("Jupiter").Error(), "did you mean")
}
