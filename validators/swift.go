package validators

import (
	"net/url"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

var keystonePath = Rule{
	ID: "SW005", Severity: Error,
	Title:  "Keystone URL with a path before the version",
	Why:    "The operator accepts only a URL without a path or with a path that starts with /v1, /v2 or /v3: it reports \"Incorrect Auth URL\", and creates no registry.",
	Remedy: "Set authURL to an endpoint of Keystone without a path or with /v3, such as https://keystone.example.com:5000/v3.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.Swift == nil || isKeystoneURL(p.Spec.Storage.Swift.AuthURL) {
			return nil
		}
		return at(storagePath.Child("swift", "authURL"), p.Spec.Storage.Swift.AuthURL)
	},
	checkItems: onStanza("swift", func(_ input, config item, swift object) []v1alpha1.Diagnostic {
		if text := swift.text("authURL"); !isKeystoneURL(text) {
			return config.at("spec.storage.swift.authURL", withoutCredentials(text))
		}
		return nil
	}),
}

// isKeystoneURL reports whether the operator accepts the path of a Keystone URL
// (ensureAuthURLHasAPIVersion of the operator). A URL without a scheme has the
// scheme http.
func isKeystoneURL(text string) bool {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Path == "" || u.Path == "/" {
		return true // the operator reports a malformed URL in another way
	}
	return slices.ContainsFunc([]string{"/v1", "/v2", "/v3"}, func(version string) bool { return strings.HasPrefix(u.Path, version) })
}

var expiringToken = Rule{
	ID: "SW006", Severity: Warning,
	Title:  "Swift token as the credentials",
	Why:    "Keystone tokens expire, usually after hours: from then on, the operator and the registry cannot log in, and pushes and pulls fail.",
	Remedy: "Use an application credential or a password.",
	Source: "operator", byPresence: true,
	check: func(p input) []v1alpha1.Diagnostic {
		set, ok := p.KeySet()
		if !ok || !slices.ContainsFunc(set.Keys, isToken) || requiresNewerRelease(set.Since, p.cluster.release) {
			return nil // SW002 reports an older release
		}
		return at(credentialsPath.Child("externalSecret", "keySet"), set.Name)
	},
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, c := range in.credentials() {
			set, _ := matchingKeySet(c.keys, keySets("swift"))
			if slices.ContainsFunc(set.Keys, isToken) && !requiresNewerRelease(set.Since, in.cluster.release) {
				found = append(found, c.at(c.path, nil)...)
			}
		}
		return found
	},
}

// isToken reports whether a key of the credentials secret contains a token.
func isToken(key string) bool { return strings.HasPrefix(key, "REGISTRY_STORAGE_SWIFT_TOKEN") }
