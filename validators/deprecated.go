package validators

import (
	"time"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var obsoleteField = Rule{
	ID: "RG002", Severity: Info,
	Title:  "deprecated field, or field that the operator writes",
	Why:    "The fields logging of the Config and keepYoungerThan of the ImagePruner are deprecated, and the operator ignores each beside its successor; the operator writes observedConfig, and a value in Git replaces what it observed.",
	Remedy: "Set logLevel instead of logging and keepYoungerThanDuration instead of keepYoungerThan, and remove observedConfig.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, config := range in.ofKind(openshift.Config) {
			if config.isLive() {
				continue
			}
			found = append(found, deprecatedLogging(config)...)
			if len(config.dict("spec", "observedConfig")) > 0 {
				found = append(found, config.at("spec.observedConfig", nil)...)
			}
		}
		for _, pruner := range in.ofKind(openshift.ImagePruner) {
			if !pruner.isLive() {
				found = append(found, deprecatedAge(pruner)...)
			}
		}
		return found
	},
}

// deprecatedLogging reports logging, and proposes the logLevel with its effect.
func deprecatedLogging(config item) []v1alpha1.Diagnostic {
	n, set := config.number("spec", "logging")
	if !set || n == 0 {
		return nil
	}
	found := config.at("spec.logging", n)
	if !openshift.ReadsLogging(config.text("spec", "logLevel")) {
		found[0].Detail = "ignored beside logLevel; remove it"
		return found
	}
	level, same := openshift.OperandLogLevel(n)
	if !same {
		found[0].Detail = "limits the log to warnings, which logLevel cannot"
	}
	return propose(found, "logLevel: "+level)
}

// deprecatedAge reports keepYoungerThan, and proposes the keepYoungerThanDuration
// with its effect. PR002 reports an age that is not meant in nanoseconds.
func deprecatedAge(pruner item) []v1alpha1.Diagnostic {
	n, set := pruner.number("spec", "keepYoungerThan")
	if !set || pruner.keepsNanoseconds() {
		return nil
	}
	found := pruner.at("spec.keepYoungerThan", n)
	if pruner.has("spec", "keepYoungerThanDuration") {
		found[0].Detail = "ignored beside keepYoungerThanDuration; remove it"
		return found
	}
	return propose(found, "keepYoungerThanDuration: "+time.Duration(n).String())
}

// replacements are the fields that set what authors expect of unknown fields. Those
// of an IngressController are copied to other kinds.
var replacements = map[string]string{
	"spec.nodePlacement": "set spec.nodeSelector and spec.tolerations, which are fields of this kind",
}
