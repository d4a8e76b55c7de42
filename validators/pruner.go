package validators

import (
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var prunerPath = spec.Child("imagePruner")

// onPruner makes a check of one that looks at an ImagePruner.
func onPruner(check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return each(openshift.ImagePruner, check)
}

var badDuration = Rule{
	ID: "PR001", Severity: Error,
	Title:  "duration that Go cannot parse",
	Why:    "The API server takes it, but the operator cannot read its own object any more: it freezes with all conditions Ready.",
	Remedy: "Write hours, minutes and seconds, such as 168h; Go knows no days or weeks.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, pruner := range in.of(openshift.ImagePruner) {
			found = append(found, duration(pruner, "spec", "keepYoungerThanDuration")...)
		}
		for _, config := range in.of(openshift.Config) {
			found = append(found, duration(config, "spec", "requests", "read", "maxWaitInQueue")...)
			found = append(found, duration(config, "spec", "requests", "write", "maxWaitInQueue")...)
			found = append(found, duration(config, "spec", "storage", "s3", "cloudFront", "duration")...)
		}
		return found
	},
}

func duration(it item, path ...string) []v1alpha1.Diagnostic {
	text := it.text(path...)
	if _, err := time.ParseDuration(text); text == "" || err == nil {
		return nil
	}
	return it.on(strings.Join(path, "."), text)
}

var nanoseconds = Rule{
	ID: "PR002", Severity: Error,
	Title:  "keepYoungerThan, which counts nanoseconds",
	Why:    "A value of 60 is no hour but 60 nanoseconds: images are pruned that were pushed a moment ago.",
	Remedy: "Write keepYoungerThanDuration, such as 60m.",
	Source: "operator",
	checkItems: onPruner(func(_ input, pruner item) []v1alpha1.Diagnostic {
		if !pruner.has("spec", "keepYoungerThan") {
			return nil
		}
		return pruner.on("spec.keepYoungerThan", pruner.at("spec", "keepYoungerThan"))
	}),
}

var badSchedule = Rule{
	ID: "PR003", Severity: Error,
	Title:  "pruner that cannot be scheduled as written",
	Why:    "A bad cron expression turns the operator Degraded; a negative number of revisions is taken without a word.",
	Remedy: "Write five fields such as \"0 0 * * *\" without a time zone, or @daily, and keep no fewer than 0 revisions.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.ImagePruner == nil || scheduled(p.Spec.ImagePruner.Schedule) {
			return nil
		}
		return at(prunerPath.Child("schedule"), p.Spec.ImagePruner.Schedule)
	},
	checkItems: onPruner(func(_ input, pruner item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		if schedule := pruner.text("spec", "schedule"); !scheduled(schedule) {
			found = append(found, pruner.on("spec.schedule", schedule)...)
		}
		if n, _ := pruner.number("spec", "keepTagRevisions"); n < 0 {
			found = append(found, pruner.on("spec.keepTagRevisions", n)...)
		}
		return found
	}),
}

// scheduled reports whether the CronJob controller takes a schedule. An empty
// one is the operator's default.
func scheduled(schedule string) bool {
	_, err := cron.ParseStandard(schedule)
	return schedule == "" || err == nil && !strings.Contains(schedule, "TZ")
}

var idlePruner = Rule{
	ID: "PR004", Severity: Warning,
	Title:  "pruner that frees no storage",
	Why:    "A suspended pruner does nothing, and while the registry is Removed only metadata is pruned; images pile up.",
	Remedy: "Remove suspend, or the registry's managementState Removed, when the reason for it is gone.",
	Source: "2.1",
	check: func(p input) []v1alpha1.Diagnostic {
		pruner := p.Spec.ImagePruner
		switch {
		case pruner == nil:
			return nil
		case pruner.Suspend != nil && *pruner.Suspend:
			return at(prunerPath.Child("suspend"), true)
		case p.Spec.Registry.ManagementState == openshift.Removed:
			return at(registryPath.Child("managementState"), openshift.Removed)
		}
		return nil
	},
	checkItems: onPruner(func(in input, pruner item) []v1alpha1.Diagnostic {
		if pruner.flag("spec", "suspend") {
			return pruner.on("spec.suspend", true)
		}
		for _, config := range in.of(openshift.Config) {
			if config.text("spec", "managementState") == openshift.Removed {
				return config.on("spec.managementState", openshift.Removed)
			}
		}
		return nil
	}),
}

var badRequests = Rule{
	ID: "RQ001", Severity: Error,
	Title:  "limits on requests that fail or drift",
	Why:    "Negative limits are errors, a negative wait is none but never lets a request wait; from 4.16 the stanza is written as a whole, so that an incomplete one fights with the operator.",
	Remedy: "Write read and write, each with maxWaitInQueue, and nothing negative.",
	Source: "operator",
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
					found = append(found, config.on(strings.Join(append(path, field), "."), n)...)
				}
			}
			wait := config.text(append(path, "maxWaitInQueue")...)
			if strings.HasPrefix(wait, "-") || wait == "" && atomic {
				found = append(found, proposed(config.on(strings.Join(path, ".")+".maxWaitInQueue", wait), "0s")...)
			}
		}
		return found
	}),
}

var walledJob = Rule{
	ID: "NW001", Severity: Warning,
	Title:  "job behind the default-deny network policy",
	Why:    "From 4.22 on, pods in " + openshift.RegistryNamespace + " reach neither DNS nor the API server unless a NetworkPolicy lets them.",
	Remedy: "Add a NetworkPolicy that allows the job's egress.",
	Source: "operator",
	from:   openshift.DefaultDeny,
	checkItems: func(in input) []v1alpha1.Diagnostic {
		for _, policy := range in.of(openshift.NetworkPolicy) {
			if policy.namespace() == openshift.RegistryNamespace {
				return nil
			}
		}
		var found []v1alpha1.Diagnostic
		for _, job := range append(in.of(openshift.Job), in.of(cronJobKind)...) {
			if job.namespace() == openshift.RegistryNamespace {
				found = append(found, job.on("metadata.namespace", job.namespace())...)
			}
		}
		return found
	},
}

var exclusiveSources = Rule{
	ID: "IM001", Severity: Error,
	Title:  "allowed and blocked registries at once",
	Why:    "The API server refuses image.config with both.",
	Remedy: "Keep allowedRegistries or blockedRegistries.",
	Source: "operator",
	checkItems: each(openshift.Image, func(_ input, image item) []v1alpha1.Diagnostic {
		if !image.has("spec", "registrySources", "allowedRegistries") || !image.has("spec", "registrySources", "blockedRegistries") {
			return nil
		}
		return image.on("spec.registrySources", nil)
	}),
}
