package openshift_test

import (
	"fmt"
	"testing"

	configv1 "github.com/openshift/api/config/v1"
	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

func TestParseRelease(t *testing.T) {
	for text, want := range map[string]openshift.Release{
		"4.12": {4, 12}, "4.14.3": {4, 14}, "4.23": {4, 23}, "5.0": {5, 0}, "5.0.12": {5, 0},
		"4.24": {4, 24}, "4.99": {4, 99}, "5.7": {5, 7}, "6.0": {6, 0}, "10.1.2": {10, 1}, // newer than this program
	} {
		r, err := openshift.ParseRelease(text)
		assert.NoError(t, err, text)
		assert.Equal(t, want, r, text)
	}
	for _, text := range []string{"", "4", "5", "4.2", "4.11", "3.11", "3.99", "0.0", "v4.14", "4.14-rc1", "4.014x", "5.x1", "4.", "4.14.", "4.14.1.2", "4.-14", "4.+14", "latest", "4.99999999999999999999", "04.16", "4.017", "4.16.00"} {
		_, err := openshift.ParseRelease(text)
		assert.Error(t, err, text)
	}
}

// TestReleases checks the order of the releases, also from one major version to
// the next.
func TestReleases(t *testing.T) {
	assert.Equal(t, openshift.FirstRelease, openshift.Releases[0])
	for i, r := range openshift.Releases {
		parsed, err := openshift.ParseRelease(r.String())
		assert.NoError(t, err)
		assert.Equal(t, r, parsed)
		assert.True(t, r.Supported())
		assert.Equal(t, r, r.Nearest())
		for j, other := range openshift.Releases {
			assert.Equal(t, i < j, r.Before(other), "%s before %s", r, other)
		}
	}
	assert.True(t, openshift.Release{Major: 4, Minor: 23}.Before(openshift.Release{Major: 5}))
	assert.Contains(t, openshift.Releases, openshift.Release{Major: 5})
}

func TestNearest(t *testing.T) {
	for _, r := range []openshift.Release{{4, 24}, {4, 99}, {openshift.LastRelease.Major, openshift.LastRelease.Minor + 1}, {openshift.LastRelease.Major + 1, 0}} {
		assert.False(t, r.Supported(), r)
		assert.Equal(t, openshift.LastRelease, r.Nearest(), r)
	}
	assert.Zero(t, openshift.Release{}.Nearest())
}

// TestPlatforms compares Platforms with the platform types of the upstream API.
func TestPlatforms(t *testing.T) {
	upstream := []configv1.PlatformType{
		configv1.AWSPlatformType, configv1.AlibabaCloudPlatformType, configv1.AzurePlatformType, configv1.BareMetalPlatformType,
		configv1.EquinixMetalPlatformType, configv1.ExternalPlatformType, configv1.GCPPlatformType, configv1.IBMCloudPlatformType,
		configv1.KubevirtPlatformType, configv1.LibvirtPlatformType, configv1.NonePlatformType, configv1.NutanixPlatformType,
		configv1.OpenStackPlatformType, configv1.PowerVSPlatformType, configv1.VSpherePlatformType, configv1.OvirtPlatformType,
	}
	var names []string
	for _, p := range upstream {
		names = append(names, string(p))
	}
	assert.Equal(t, names, openshift.PlatformNames())
}

// TestDefaults looks up the defaults of platforms that changed.
func TestDefaults(t *testing.T) {
	last := openshift.LastRelease
	for _, test := range []struct {
		platform     string
		release      openshift.Release
		storage      string
		replicas     int32
		own, without bool
		certain      bool
	}{
		{"AWS", openshift.Release{}, "s3", 2, true, false, true},
		{"AWS", openshift.FirstRelease, "s3", 2, true, false, true},
		{"AlibabaCloud", openshift.FirstRelease, "oss", 2, true, false, true},
		{"AlibabaCloud", openshift.NoOSS, "", 0, false, false, true},
		{"AlibabaCloud", openshift.Release{}, "", 0, false, false, false},
		{"KubeVirt", openshift.FirstRelease, "emptyDir", 1, false, false, true},
		{"KubeVirt", last, "", 0, false, true, true},
		{"PowerVS", openshift.FirstRelease, "emptyDir", 1, false, false, true},
		{"PowerVS", last, "ibmcos", 2, true, false, true},
		{"OpenStack", last, "", 0, true, false, true},
		{"VSphere", openshift.Release{}, "", 0, false, true, true},
		{"oVirt", last, "pvc", 1, false, false, true},
		{"Mars", last, "", 0, false, false, false},
	} {
		platform := openshift.FindPlatform(test.platform)
		in := platform.In(test.release)
		name := test.platform + " " + test.release.String()
		assert.Equal(t, test.storage, in.Storage, name)
		assert.Equal(t, test.replicas, in.Replicas, name)
		assert.Equal(t, test.own, in.OwnStorage(), name)
		assert.Equal(t, test.without, in.LacksStorage(), name)
		assert.Equal(t, test.certain, platform.Certain(test.release), name)
	}
}

// TestParseReleaseSuggests checks that the error of a longer text names the release
// in it, if there is one.
func TestParseReleaseSuggests(t *testing.T) {
	for text, want := range map[string]string{
		"v4.16": `"4.16"`, "stable-4.18": `"4.18"`, "4.16.3-rc.1": `"4.16.3"`, "OpenShift 4.20": `"4.20"`, "04.16": `"4.16"`, "4.017": `"4.17"`, "4.16.00": `"4.16.0"`,
		"4": "", "latest": "", "": "", "v3.11": "", "4.99999999": "", "v9.9": "", "04.08": "",
	} {
		_, err := openshift.ParseRelease(text)
		if want == "" {
			assert.Error(t, err, text)
			assert.NotContains(t, fmt.Sprint(err), "did you mean", text)
		} else {
			assert.ErrorContains(t, err, "did you mean "+want, text)
		}
	}
}
