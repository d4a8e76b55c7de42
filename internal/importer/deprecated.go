package importer

import (
	"fmt"
	"maps"
	"time"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// replaceDeprecated replaces the deprecated fields of the objects with their
// successors, and returns what it replaced.
func (s state) replaceDeprecated() []string {
	var notes []string
	if spec, ok := at(s.config(), "spec").(tree); ok {
		notes = append(notes, replaceLogging(spec)...)
		notes = append(notes, replaceNodePlacement("Config/cluster", spec)...)
	}
	if spec, ok := at(s.one(openshift.ImagePruner, "", openshift.ClusterName), "spec").(tree); ok {
		notes = append(notes, replaceKeepYoungerThan(spec)...)
		notes = append(notes, replaceNodePlacement("ImagePruner/cluster", spec)...)
	}
	return notes
}

// replaceLogging replaces logging, a number, with the logLevel of the same effect.
func replaceLogging(spec tree) []string {
	n, ok := spec["logging"].(float64)
	if !ok {
		return nil // absent, or unreadable
	}
	delete(spec, "logging")
	if !openshift.ReadsLogging(text(spec, "logLevel")) {
		return []string{"Config/cluster: spec.logging: deprecated, and ignored beside logLevel; not in the profile"}
	}
	level, same := openshift.OperandLogLevel(int(n))
	switch {
	case !same:
		return []string{fmt.Sprintf("Config/cluster: spec.logging: deprecated; %v limits the log to warnings, which logLevel cannot; the profile has logLevel %s", n, level)}
	case n == 0:
		return nil
	}
	spec["logLevel"] = level
	return []string{fmt.Sprintf("Config/cluster: spec.logging: deprecated; %v is imported as logLevel %s", n, level)}
}

// replaceKeepYoungerThan replaces keepYoungerThan, a number of nanoseconds, with
// keepYoungerThanDuration.
func replaceKeepYoungerThan(spec tree) []string {
	n, ok := spec["keepYoungerThan"].(float64)
	if !ok {
		return nil
	}
	delete(spec, "keepYoungerThan")
	if spec["keepYoungerThanDuration"] != nil {
		return []string{"ImagePruner/cluster: spec.keepYoungerThan: deprecated, and ignored beside keepYoungerThanDuration; not in the profile"}
	}
	age := short(time.Duration(n))
	spec["keepYoungerThanDuration"] = age
	return []string{fmt.Sprintf("ImagePruner/cluster: spec.keepYoungerThan: deprecated; %d nanoseconds are imported as keepYoungerThanDuration %s", int64(n), age)}
}

// replaceNodePlacement replaces nodePlacement, which only an IngressController has,
// with nodeSelector and tolerations. The API server drops the field, so that it has
// had no effect.
func replaceNodePlacement(name string, spec tree) []string {
	placement, ok := spec["nodePlacement"].(tree)
	if !ok {
		return nil
	}
	rest := maps.Clone(placement)
	selector := at(rest, "nodeSelector")
	if labels, ok := at(selector, "matchLabels").(tree); ok && len(selector.(tree)) == 1 {
		selector = labels
	}
	fields := tree{"nodeSelector": selector, "tolerations": rest["tolerations"]}
	for _, field := range []string{"nodeSelector", "tolerations"} {
		if spec[field] == nil && fields[field] != nil {
			spec[field] = fields[field]
			delete(rest, field)
		}
	}
	if len(rest) > 0 {
		spec["nodePlacement"] = rest
	} else {
		delete(spec, "nodePlacement")
	}
	return []string{name + ": spec.nodePlacement: not a field of this kind, so that it had no effect; imported as nodeSelector and tolerations, which move the pods"}
}
