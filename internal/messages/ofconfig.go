package messages

import (
	"regexp"
	"strings"
	"sync"
)

// All words of this file are in lowercase, as the texts.

// groupsOfConfig matches the API group of a kind Config, as clients write it.
var groupsOfConfig = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\bno matches for kind "config" in (?:versions?|group) "?\[?"?([a-z0-9.-]+)`)
})

// otherConfigs are parts of the groups and owners of other objects Config cluster.
var otherConfigs = []string{"gatekeeper", "samples"}

// kustomizations matches the name of a Kustomization or of an application.
var kustomizations = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:kustomization/|"?kustomization"?: ?\{"name": ?"|kustomization )"?([a-z0-9][a-z0-9./-]*)`)
})

// ofConfig reports whether a text with "Config/cluster" names neither the Config of
// another operator nor another Kustomization.
func ofConfig(text string) bool {
	if containsAny(text, otherConfigs) {
		return false
	}
	for _, k := range kustomizations().FindAllStringSubmatch(text, -1) {
		if !strings.Contains(k[1], "registry") {
			return false
		}
	}
	return true
}

// ofShared is ofConfig for a row of an application: some part of it names the registry,
// for example the name of the application.
func ofShared(text string) bool {
	return ofConfig(text) && strings.Contains(text, "registry")
}

// ofConfigGroup reports whether a text names no other API group of a kind Config.
func ofConfigGroup(text string) bool {
	for _, k := range groupsOfConfig().FindAllStringSubmatch(text, -1) {
		if k[1] != "imageregistry.operator.openshift.io" {
			return false
		}
	}
	return true
}

// versions matches the version of the registry's API group that a text asks for.
var versions = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`in version "?imageregistry\.operator\.openshift\.io/(v[a-z0-9]+)|could not find version "(v[a-z0-9]+)" of imageregistry\.operator\.openshift\.io/`)
})

// ofOtherVersion reports whether a text asks for another version of the registry's API
// group than v1.
func ofOtherVersion(text string) bool {
	for _, v := range versions().FindAllStringSubmatch(text, -1) {
		if v[1]+v[2] != "v1" {
			return true
		}
	}
	return false
}

// ofServedVersion reports whether a text names neither another API group of a kind
// Config nor another version.
func ofServedVersion(text string) bool { return ofConfigGroup(text) && !ofOtherVersion(text) }

// samplesFields are fields that only the Config of the samples operator has.
var samplesFields = []string{"spec.architectures", "spec.skippedimagestreams", "spec.skippedhelmcharts", "spec.samplesregistry"}

// ofOwnConfig reports whether a text with "Config cluster" does not concern the Config of
// another operator.
func ofOwnConfig(text string) bool {
	return strings.Contains(text, "imageregistry.operator.openshift.io") && !strings.Contains(text, "samples.operator") || !containsAny(text, otherConfigs) && !containsAny(text, samplesFields)
}

// clusterKinds matches the kind of an object "cluster" that Helm refuses.
var clusterKinds = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b([a-z]+) "cluster" in namespace ""`)
})

// ofHelm reports whether a text concerns an object of the registry and not another
// object with the name cluster.
func ofHelm(text string) bool {
	if !ofOwnConfig(text) {
		return false
	}
	for _, k := range clusterKinds().FindAllStringSubmatch(text, -1) {
		if k[1] != "config" && k[1] != "imagepruner" && k[1] != "image" {
			return false
		}
	}
	return true
}

// externalSecrets matches the namespace of an ExternalSecret.
var externalSecrets = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\bexternalsecret[ "':]+([a-z0-9-]+)/[a-z0-9]`)
})

// ofSecret reports whether a text names no ExternalSecret of another namespace.
func ofSecret(text string) bool {
	for _, e := range externalSecrets().FindAllStringSubmatch(text, -1) {
		if e[1] != "openshift-image-registry" {
			return false
		}
	}
	return true
}
