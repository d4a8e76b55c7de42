package validators

import (
	"maps"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

var nonCanonicalValue = Rule{
	ID: "ST012", Severity: Info,
	Title:  "value that the operator rewrites",
	Why:    "Each time the operator writes its Config, it drops false and empty values and rewrites durations and quantities, and the object is out of sync until the next apply.",
	Remedy: "Remove the value, or use its canonical form.",
	Source: "operator",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if config.managedByFunction() {
			return nil // the profile sets the value explicitly
		}
		var found []v1alpha1.Diagnostic
		reportNonCanonical(config.dict("spec"), "spec", func(path string, value, canonical any) {
			if config.unknown(path) || config.rejected(path) || in.overridesEncryption(config, path) {
				return // VE001 or VE002 reports the first two
			}
			f := config.at(path, value)
			f[0].Proposed = canonical
			found = append(found, f...)
		})
		return found
	}),
}

// overridesEncryption reports whether a path is that of encrypt in a stanza that
// would inherit true from the operator's own bucket on AWS: it names another store.
func (in input) overridesEncryption(config item, path string) bool {
	endpoint := config.text("spec", "storage", "s3", "regionEndpoint")
	return path == "spec.storage.s3.encrypt" && in.mayBeAWS() && endpoint != "" && !storage.IsAWS(endpoint)
}

// preservedFields lists the fields whose false and empty values the operator
// keeps, besides the storage types: its Go types do not omit them.
var preservedFields = map[string]bool{
	"spec.storage.s3.virtualHostedStyle":        true,
	"spec.storage.s3.trustedCA":                 true,
	"spec.storage.s3.trustedCA.name":            true,
	"spec.storage.azure.networkAccess":          true,
	"spec.storage.azure.networkAccess.internal": true,
	"spec.affinity":                             true,
	"spec.proxy":                                true,
	"spec.requests":                             true,
	"spec.requests.read":                        true,
	"spec.requests.write":                       true,
	"spec.resources":                            true,
	"spec.storage":                              true,
	"spec.observedConfig":                       true, // the operator copies both unread
	"spec.unsupportedConfigOverrides":           true,
}

// isPreserved reports whether the operator keeps a field whose value is false or
// empty. An empty storage type is set: the operator completes it.
func isPreserved(path, key string) bool {
	return preservedFields[path+"."+key] || path == "spec.storage" && openshift.FindStorageType(key).Key != ""
}

// reportNonCanonical reports the values of a map that change when the operator
// writes it through its Go types. The operator does not change non-empty lists.
func reportNonCanonical(o object, path string, report func(path string, value, canonical any)) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		child := path + "." + key
		if isPreserved(path, key) && !isSet(o[key]) {
			continue
		}
		switch v := o[key].(type) {
		case bool:
			if !v {
				report(child, v, nil)
			}
		case string:
			if v == "" {
				report(child, nil, nil)
			} else if c := canonicalValue(path, key, v); c != v {
				report(child, v, c)
			}
		case []any:
			if len(v) == 0 {
				report(child, nil, nil)
			}
		case map[string]any:
			if len(v) == 0 {
				report(child, nil, nil)
			} else if key != "nodeSelector" && key != "affinity" && key != "unsupportedConfigOverrides" {
				reportNonCanonical(v, child, report)
			}
		}
	}
}

// isSet reports whether a value is neither false nor empty. Other types count
// as set.
func isSet(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return len(v) > 0
	case bool:
		return v
	case string:
		return v != ""
	}
	return true
}

// canonicalValue returns a duration or quantity as Go formats it, and any other
// value unchanged.
func canonicalValue(path, key, value string) string {
	switch {
	case key == "maxWaitInQueue" || key == "duration":
		if d, err := time.ParseDuration(value); err == nil {
			return d.String()
		}
	case path == "spec.resources.requests" || path == "spec.resources.limits":
		if q, err := resource.ParseQuantity(value); err == nil {
			return q.String()
		}
	}
	return value
}
