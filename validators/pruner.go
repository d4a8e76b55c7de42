package validators

import (
	"strings"

	"github.com/robfig/cron/v3"

	"github.com/registry-profile/registry-profile/fn/openshift"
)

var prunerPath = spec.Child("imagePruner")

var badSchedule = Rule{
	ID: "PR003", Severity: Error,
	Title:  "schedule that is no cron expression",
	Why:    "The operator cannot make the CronJob, and turns Degraded.",
	Remedy: "Write five fields such as \"0 0 * * *\", or @daily; time zones are not allowed.",
	Source: "operator",
	check: func(p Input) []Finding {
		if p.Spec.ImagePruner == nil || p.Spec.ImagePruner.Schedule == "" {
			return nil
		}
		schedule := p.Spec.ImagePruner.Schedule
		if _, err := cron.ParseStandard(schedule); err == nil && !strings.Contains(schedule, "TZ") {
			return nil
		}
		return at(prunerPath.Child("schedule"), schedule)
	},
}

var idlePruner = Rule{
	ID: "PR004", Severity: Warning,
	Title:  "pruner that frees no storage",
	Why:    "A suspended pruner does nothing, and while the registry is Removed only metadata is pruned; images pile up.",
	Remedy: "Remove suspend, or the registry's managementState Removed, when the reason for it is gone.",
	Source: "2.1",
	check: func(p Input) []Finding {
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
}
