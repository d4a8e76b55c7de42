package validators

import (
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

var prunerPath = spec.Child("imagePruner")

// onPruner runs a check on each ImagePruner.
func onPruner(check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return forEach(openshift.ImagePruner, check)
}

var invalidDuration = Rule{
	ID: "PR001", Severity: Error,
	Title:  "duration that Go cannot parse",
	Why:    "The API server accepts the duration, but the operator can no longer read its own object: it stops reconciling while all conditions stay Ready.",
	Remedy: "Use hours, minutes and seconds, such as 168h; Go does not support days or weeks.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, pruner := range in.ofKind(openshift.ImagePruner) {
			found = append(found, checkDuration(pruner, "spec", "keepYoungerThanDuration")...)
		}
		for _, config := range in.ofKind(openshift.Config) {
			found = append(found, checkDuration(config, "spec", "requests", "read", "maxWaitInQueue")...)
			found = append(found, checkDuration(config, "spec", "requests", "write", "maxWaitInQueue")...)
			found = append(found, checkDuration(config, "spec", "storage", "s3", "cloudFront", "duration")...)
		}
		return found
	},
}

// checkDuration reports a duration that Go cannot parse.
func checkDuration(it item, path ...string) []v1alpha1.Diagnostic {
	text := it.text(path...)
	if _, err := time.ParseDuration(text); text == "" || err == nil {
		return nil
	}
	return it.at(strings.Join(path, "."), text)
}

var nanosecondDuration = Rule{
	ID: "PR002", Severity: Error,
	Title:  "keepYoungerThan, which is in nanoseconds",
	Why:    "A value of 60 means 60 nanoseconds and not one hour: the pruner prunes images that were pushed a moment ago.",
	Remedy: "Set keepYoungerThanDuration, for example to 60m.",
	Source: "operator",
	checkItems: onPruner(func(_ input, pruner item) []v1alpha1.Diagnostic {
		if !pruner.keepsNanoseconds() {
			return nil
		}
		return pruner.at("spec.keepYoungerThan", pruner.value("spec", "keepYoungerThan"))
	}),
}

// keepsNanoseconds reports whether an ImagePruner has an age in nanoseconds that was
// meant in another unit. The operator ignores keepYoungerThan beside
// keepYoungerThanDuration, and a number above a minute is one of nanoseconds.
func (it item) keepsNanoseconds() bool {
	n, _ := it.number("spec", "keepYoungerThan")
	return it.has("spec", "keepYoungerThan") && !it.has("spec", "keepYoungerThanDuration") && n < int(time.Minute)
}

// shortRetention is the duration below which images are deleted while they are
// pushed or built. A duration of seconds is usually meant as minutes.
const shortRetention = 5 * time.Minute

var shortKeepYoungerThan = Rule{
	ID: "PR005", Severity: Warning,
	Title:  "pruner that keeps images for less than 5 minutes",
	Why:    "The pruner deletes every image and layer that is older and that nothing refers to, also those of pushes and builds that are still running.",
	Remedy: "Set keepYoungerThanDuration to the time that a push or a build can take, for example to 60m.",
	Source: "2.1",
	check: func(p input) []v1alpha1.Diagnostic {
		pruner := p.Spec.ImagePruner
		if pruner == nil || pruner.KeepYoungerThanDuration == nil || pruner.KeepYoungerThanDuration.Duration >= shortRetention || isTrue(pruner.Suspend) {
			return nil
		}
		return propose(at(prunerPath.Child("keepYoungerThanDuration"), pruner.KeepYoungerThanDuration.Duration.String()), "60m")
	},
	checkItems: onPruner(func(_ input, pruner item) []v1alpha1.Diagnostic {
		text := pruner.text("spec", "keepYoungerThanDuration")
		duration, err := time.ParseDuration(text) // PR001 reports an invalid one
		if err != nil || duration >= shortRetention || pruner.value("spec", "suspend") == true || pruner.value("spec", "suspend") == (unknownValue{}) {
			return nil
		}
		return propose(pruner.at("spec.keepYoungerThanDuration", text), "60m")
	}),
}

var invalidSchedule = Rule{
	ID: "PR003", Severity: Error,
	Title:  "invalid pruner schedule or number of revisions",
	Why:    "An invalid cron expression turns the operator Degraded; a negative number of revisions is silently accepted.",
	Remedy: "Use five fields such as \"0 0 * * *\" without a time zone, or @daily, and keep at least 0 revisions.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.ImagePruner == nil || validSchedule(p.Spec.ImagePruner.Schedule) {
			return nil
		}
		return at(prunerPath.Child("schedule"), p.Spec.ImagePruner.Schedule)
	},
	checkItems: onPruner(func(_ input, pruner item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		if schedule := pruner.text("spec", "schedule"); !validSchedule(schedule) {
			found = append(found, pruner.at("spec.schedule", schedule)...)
		}
		if n, _ := pruner.number("spec", "keepTagRevisions"); n < 0 {
			found = append(found, pruner.at("spec.keepTagRevisions", n)...)
		}
		return found
	}),
}

// validSchedule reports whether the CronJob controller accepts a schedule. An
// empty schedule means the operator's default.
func validSchedule(schedule string) bool {
	return schedule == "" || resolve.ValidSchedule(schedule)
}

var ineffectivePruner = Rule{
	ID: "PR004", Severity: Warning,
	Title:  "pruner that frees no storage",
	Why:    "A suspended pruner does nothing, and while the registry is Removed the pruner prunes only metadata; images accumulate.",
	Remedy: "Remove suspend, or, while the registry is Removed, set suspend to true.",
	Source: "2.1",
	check: func(p input) []v1alpha1.Diagnostic {
		pruner := p.Spec.ImagePruner
		switch {
		case pruner == nil:
			return nil
		case pruner.Suspend != nil && *pruner.Suspend && p.removes():
			return nil // without a registry, there is nothing to prune
		case pruner.Suspend != nil && *pruner.Suspend:
			return at(prunerPath.Child("suspend"), true)
		case p.Spec.Registry.ManagementState == openshift.Removed:
			return at(registryPath.Child("managementState"), openshift.Removed)
		}
		return nil
	},
	checkItems: onPruner(func(in input, pruner item) []v1alpha1.Diagnostic {
		removed := slices.IndexFunc(in.ofKind(openshift.Config), func(config item) bool {
			return config.isRemoved()
		})
		switch suspended := pruner.flag("spec", "suspend"); {
		case suspended && removed >= 0:
			return nil // without a registry, there is nothing to prune
		case suspended:
			return pruner.at("spec.suspend", true)
		case removed >= 0 && pruner.value("spec", "suspend") != unknownValue{}:
			return in.ofKind(openshift.Config)[removed].at("spec.managementState", openshift.Removed)
		}
		return nil
	}),
}

// removes reports whether the profile, or a Config beside it, removes the registry.
func (in input) removes() bool {
	return in.Spec.Registry.ManagementState == openshift.Removed || slices.ContainsFunc(in.nodes, func(node *yaml.RNode) bool {
		state, err := node.GetString("spec.managementState")
		return isConfig(node) && err == nil && state == openshift.Removed
	})
}

var invalidRequestLimits = Rule{
	ID: "RQ001", Severity: Error,
	Otherwise: "info for an incomplete stanza",
	Title:     "request limits that fail or drift",
	Why:       "Negative limits are errors; a negative wait is not an error but never lets a request wait; an incomplete stanza works, but from 4.16 a server-side apply owns the stanza as a whole, and takes the other fields from everybody else.",
	Remedy:    "Set no negative values, and read and write, each with maxWaitInQueue.",
	Source:    "operator",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if !config.has("spec", "requests") {
			return nil
		}
		atomic := in.cluster.release == openshift.Release{} || !in.cluster.release.Before(openshift.AtomicRequests)
		var found []v1alpha1.Diagnostic
		for _, kind := range []string{"read", "write"} {
			path := []string{"spec", "requests", kind}
			for _, field := range []string{"maxRunning", "maxInQueue"} {
				if n, _ := config.number(append(path, field)...); n < 0 {
					found = append(found, config.at(strings.Join(append(path, field), "."), n)...)
				}
			}
			wait := config.text(append(path, "maxWaitInQueue")...)
			problem := propose(config.at(strings.Join(path, ".")+".maxWaitInQueue", wait), "0s")
			switch {
			case strings.HasPrefix(wait, "-"):
				found = append(found, problem...)
			case wait == "" && atomic:
				problem[0].Severity = Info
				found = append(found, problem...)
			}
		}
		return found
	}),
}
