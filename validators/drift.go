package validators

import (
	"maps"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

var driftingValue = Rule{
	ID: "ST012", Severity: Warning,
	Title:  "value that the operator rewrites",
	Why:    "The operator's next write drops false and empty values and rewrites durations and quantities, and Git applies them again: the two fight without end.",
	Remedy: "Leave it out, or write the canonical form.",
	Source: "operator",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if config.marked() {
			return nil // what a profile says in so many words is worth a fight
		}
		var found []v1alpha1.Diagnostic
		drift(config.dict("spec"), "spec", func(path string, value, canonical any) {
			if config.unknown(path) {
				return // VE001 says more
			}
			f := config.on(path, value)
			f[0].Proposed = canonical
			found = append(found, f...)
		})
		return found
	}),
}

// lasting are the false and empty values that the operator keeps.
var lasting = map[string]bool{
	"spec.storage.s3.virtualHostedStyle": true,
	"spec.storage.s3.trustedCA.name":     true,
	"spec.affinity":                      true,
	"spec.storage":                       true,
	"spec.proxy":                         true,
	"spec.storage.emptyDir":              true,
	"spec.storage.pvc":                   true,
}

// drift reports the values of a map that a write through the operator's types
// would change. Lists are kept as they are.
func drift(o object, path string, report func(path string, value, canonical any)) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		at := path + "." + key
		if lasting[at] && !full(o[key]) {
			continue
		}
		switch v := o[key].(type) {
		case bool:
			if !v {
				report(at, v, nil)
			}
		case string:
			if v == "" {
				report(at, nil, nil)
			} else if c := canonical(path, key, v); c != v {
				report(at, v, c)
			}
		case []any:
			if len(v) == 0 {
				report(at, nil, nil)
			}
		case map[string]any:
			if len(v) == 0 {
				report(at, nil, nil)
			} else if key != "nodeSelector" && key != "affinity" && key != "unsupportedConfigOverrides" {
				drift(v, at, report)
			}
		}
	}
}

// full reports whether a value is neither false nor empty.
func full(value any) bool {
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

// canonical is a duration or quantity as Go writes it.
func canonical(path, key, value string) string {
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
