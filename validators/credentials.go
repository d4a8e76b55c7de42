package validators

import (
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

var credentialsPath = spec.Child("credentials")

var mismatchedKeys = Rule{
	ID: "CR002", Severity: Error,
	Title:  "keys that the operator does not read",
	Why:    "The operator reads only its own keys: an incomplete secret breaks a registry that worked with the cluster's credentials, and other keys are ignored.",
	Remedy: "Set all keys of the storage type, and no others.",
	Source: "2.8", byPresence: true,
	check: func(p input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, ref := range p.References() {
			if len(ref.Required) == 0 {
				continue // checkKeySet or unusedCredentials reports it
			}
			if detail := describeKeyMismatch(ref); detail != "" {
				f := at(ref.Path.Child("data"), nil)
				f[0].Detail = detail
				found = append(found, f...)
			}
		}
		return append(found, checkKeySet(p)...)
	},
	checkItems: mismatchedCredentials,
}

// describeKeyMismatch describes the missing and the unknown keys of a
// reference. It is empty if the keys match.
func describeKeyMismatch(ref resolve.Reference) string {
	if slices.ContainsFunc(ref.Required, isPlaceholder) {
		return ""
	}
	var missing, unknown []string
	var given []string
	for _, d := range ref.Data {
		given = append(given, d.SecretKey)
		if !slices.Contains(ref.Required, d.SecretKey) && !slices.Contains(ref.Optional, d.SecretKey) {
			unknown = append(unknown, d.SecretKey)
		}
	}
	for _, key := range ref.Required {
		if len(ref.Data) > 0 && !slices.Contains(given, key) {
			missing = append(missing, key)
		}
	}
	var parts []string
	if len(missing) > 0 {
		parts = append(parts, "missing: "+strings.Join(missing, ", "))
	}
	if len(unknown) > 0 {
		parts = append(parts, "unknown: "+strings.Join(unknown, ", "))
	}
	return strings.Join(parts, "; ")
}

// checkKeySet reports a key set that the backend does not support, or a missing
// key set if the backend supports several.
func checkKeySet(p input) []v1alpha1.Diagnostic {
	backend, ok := p.Backend()
	c := p.Spec.Credentials
	if !ok || c == nil || c.ExternalSecret == nil || len(backend.Facts().KeySets) == 0 {
		return nil
	}
	if _, known := p.KeySet(); known {
		return nil
	}
	var names []string
	for _, set := range backend.Facts().KeySets {
		if set.Name != "" {
			names = append(names, set.Name)
		}
	}
	f := at(credentialsPath.Child("externalSecret", "keySet"), c.ExternalSecret.KeySet)
	f[0].Detail = backend.Key + " has a single key set; remove keySet"
	if len(names) > 0 {
		f[0].Detail = "set keySet to one of " + strings.Join(names, ", ")
	}
	return f
}

var unusedCredentials = Rule{
	ID: "CR006", Severity: Error,
	Title:  "credentials for storage that does not use any",
	Why:    "The operator does not read the secret " + openshift.CredentialsSecret + ", or the profile does not set storage and the function cannot determine the keys of the secret.",
	Remedy: "Remove spec.credentials, or set the storage type that uses them.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		backend, ok := p.Backend()
		switch c := p.Spec.Credentials; {
		case c == nil, ok && len(backend.Facts().KeySets) > 0:
			return nil
		case !ok && c.ExistingSecret != nil:
			return nil // the storage of a manifest beside the profile uses the secret
		}
		return at(credentialsPath, nil)
	},
}

var bucketCredentials = Rule{
	ID: "CR007", Severity: Error,
	Title:  "credentials of a bucket claim without a claimed bucket",
	Why:    "The profile has no claim whose secret could be copied.",
	Remedy: "Use externalSecret or existingSecret, or claim the bucket with cephRGW or noobaa.",
	Source: "3.8.1",
	check: func(p input) []v1alpha1.Diagnostic {
		c, store := p.Spec.Credentials, p.Store()
		if c == nil || c.ObjectBucketClaim == nil || store != nil && store.Bucket != nil {
			return nil
		}
		return at(credentialsPath.Child("objectBucketClaim"), nil)
	},
}

var unnamedRouteSecret = Rule{
	ID: "RT005", Severity: Error,
	Title:  "external secret for a route without secretName",
	Why:    "The secret has no name, and the route does not use it.",
	Remedy: "Set secretName to the name of the secret.",
	Source: "5.2",
	check: func(p input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for i, r := range p.Spec.Exposure.Routes {
			if r.ExternalSecret != nil && r.SecretName == "" {
				found = append(found, at(routesPath.Index(i).Child("secretName"), nil)...)
			}
		}
		return found
	},
}

// usesExternalSecret reports whether the credentials come from a secret store.
func usesExternalSecret(p input) bool {
	return p.Spec.Credentials != nil && p.Spec.Credentials.ExternalSecret != nil
}
