package validators

import (
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

var credentialsPath = spec.Child("credentials")

var unfitKeys = Rule{
	ID: "CR002", Severity: Error,
	Title:  "keys that the operator does not read",
	Why:    "The operator reads exactly its own keys: a half-filled secret breaks a registry that worked with the cluster's credentials, and other keys are ignored.",
	Remedy: "Name all keys of the storage type, and no others.",
	Source: "2.8",
	check: func(p input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, ref := range p.References() {
			if len(ref.Required) == 0 {
				continue // keySet and uselessCredentials say why
			}
			if detail := misfit(ref); detail != "" {
				f := at(ref.Path.Child("data"), nil)
				f[0].Detail = detail
				found = append(found, f...)
			}
		}
		return append(found, keySet(p)...)
	},
	checkItems: unfitCredentials,
}

// misfit says which keys of a mapping are missing and which are too many.
func misfit(ref resolve.Reference) string {
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

// keySet finds a key set that the backend does not know, or that is missing
// where it knows several.
func keySet(p input) []v1alpha1.Diagnostic {
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
	f[0].Detail = backend.Key + " has a single set; remove keySet"
	if len(names) > 0 {
		f[0].Detail = "write keySet: one of " + strings.Join(names, ", ")
	}
	return f
}

var uselessCredentials = Rule{
	ID: "CR006", Severity: Error,
	Title:  "credentials for storage that takes none",
	Why:    "Nothing reads the secret " + openshift.CredentialsSecret + ", or nobody can tell which keys it needs because storage is left alone.",
	Remedy: "Remove spec.credentials, or write the storage type that they are for.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		backend, ok := p.Backend()
		if p.Spec.Credentials == nil || ok && len(backend.Facts().KeySets) > 0 {
			return nil
		}
		return at(credentialsPath, nil)
	},
}

var bucketCredentials = Rule{
	ID: "CR007", Severity: Error,
	Title:  "credentials of a bucket claim where no bucket is claimed",
	Why:    "There is no claim whose secret could be copied.",
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

var routeSecret = Rule{
	ID: "RT005", Severity: Error,
	Title:  "external secret for a route without secretName",
	Why:    "The secret would have no name, and the route would not use it.",
	Remedy: "Name the secret in secretName.",
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

// fetched reports whether credentials come from a store.
func fetched(p input) bool {
	return p.Spec.Credentials != nil && p.Spec.Credentials.ExternalSecret != nil
}
