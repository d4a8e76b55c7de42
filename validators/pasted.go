package validators

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// In a build, the rule is only a warning, as secretInGit is.
var credentialInManifest = Rule{
	ID: "CR011", Severity: Warning, LintSeverity: Error,
	Title:  "credential outside of a Secret",
	Why:    "Every user who can read the repository or the object has the credential, and the Git history keeps it forever.",
	Remedy: "Remove the value, refer to a Secret that an ExternalSecret creates, and then replace the credential.",
	Source: "2.8", byPresence: true,
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			if in.inDump(it) {
				continue
			}
			written := map[string]any(it.written)
			if it.kind == secretKind { // secretInGit reports its values
				written = map[string]any{"metadata": it.written["metadata"]}
			}
			pastedValues(written, "", "", false, func(path, what string) {
				if !reportedElsewhere(it, path) {
					f := it.at(path, nil) // without its value
					f[0].Detail = what
					found = append(found, f...)
				}
			})
		}
		return found
	},
}

// reportedElsewhere reports whether another rule reports a credential in a field.
func reportedElsewhere(it item, path string) bool {
	return it.kind == openshift.Config && (path == "spec.proxy.http" || path == "spec.proxy.https" || // proxyCredentials
		path == "spec.httpSecret" || path == "spec.storage.s3.regionEndpoint") // endpointScheme
}

// freeFields are the fields of manifests whose keys the user chooses. In other fields, a
// key such as secretKey can hold the name of a key.
var freeFields = []string{
	"metadata.annotations", "metadata.labels", "spec.unsupportedConfigOverrides", "spec.additionalConfig", "spec.csi.volumeAttributes",
	"spec.target.template.data", "parameters", "data", "binaryData",
}

// pastedValues calls a function with the path of each value that is a credential, and
// what it is: by its format, or by its key in a free field. Of a key that is a
// credential, the path is that of the map.
func pastedValues(value any, path, key string, free bool, call func(path, what string)) {
	switch v := value.(type) {
	case map[string]any:
		free = free || slices.Contains(freeFields, path)
		name, _ := v["name"].(string)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			k := key
			if what := credential.In(k); what != "" {
				call(path, what+" as a key")
				k = credential.Redact(k)
			}
			below := strings.TrimPrefix(path+"."+k, ".")
			if strings.ContainsAny(k, "./") {
				below = path + "[" + k + "]"
			}
			if isEnv := k == "value" && credential.Named(name); isEnv {
				pastedValues(v[key], below, name, true, call)
				continue
			}
			pastedValues(v[key], below, k, free, call)
		}
	case []any:
		for i, child := range v {
			pastedValues(child, fmt.Sprintf("%s[%d]", path, i), key, free, call)
		}
	case string:
		what := credential.In(v)
		if decoded, err := base64.StdEncoding.DecodeString(v); what == "" && err == nil && strings.HasPrefix(path, "binaryData") {
			what = credential.In(string(decoded))
		}
		if what == "" && free && credential.Named(key) && credential.Value(v) {
			what = "the value of " + key
		}
		if what != "" {
			call(path, what)
		}
	}
}
