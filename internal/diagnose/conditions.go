package diagnose

import (
	"slices"
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// fresh reports whether the registry is known to be a new one.
func (c *cluster) fresh() bool {
	if c.config == nil {
		return false
	}
	return c.recent(instant(c.config.content, "metadata", "creationTimestamp"), grace)
}

// starting reports whether an unavailable registry may only be starting: it is being
// installed, or a rollout with Recreate runs.
func (c *cluster) starting(since time.Time) bool {
	o := c.config
	if o == nil {
		o = c.operator
	}
	progressing := conditionOf(o, "Progressing")
	if conditionOf(o, "Degraded").status == "True" || isError(progressing) {
		return false
	}
	return c.fresh() || progressing.status == "True" && c.recent(since, grace)
}

// isError reports whether a condition Progressing states that the operator retries. A
// conflict of two writes is normal.
func isError(c condition) bool {
	return c.status == "True" && (c.reason == "Error" || strings.Contains(c.message, "Unable to apply resources")) && !strings.Contains(c.message, "the object has been modified")
}

// bucketConditions are the conditions about settings of a bucket that the operator
// manages.
var bucketConditions = []string{"StorageEncrypted", "StorageTagged", "StoragePublicAccessBlocked", "StorageIncompleteUploadCleanupEnabled"}

// configStatements returns what the conditions of Config state.
func (c *cluster) configStatements() []statement {
	if c.config == nil {
		return nil
	}
	managed := c.state() != openshift.Removed && c.state() != openshift.Unmanaged
	var found []statement
	for _, cond := range conditions(c.config.content, "status", "conditions") {
		s := statement{
			object: c.config.String() + ", condition " + cond.kind, text: cond.message, since: cond.since, level: levelConfig,
			context: "image-registry " + cond.kind + "=" + cond.status + " " + cond.reason + ":",
		}
		if s.text == "" {
			s.text = strings.TrimSpace(cond.kind + " " + cond.status + " " + cond.reason)
		}
		s.subject = subjectOf(cond)
		switch {
		case strings.HasSuffix(cond.kind, "Degraded") && cond.status == "True":
		case cond.kind == "Available" && cond.status == "False" && managed:
			if c.starting(cond.since) {
				continue
			}
		case cond.kind == "Progressing" && isError(cond) && managed:
			s.id = "apply-failed"
		case cond.kind == "Progressing" && cond.status == "True" && c.age(cond.since) > slow && managed:
			s.id = "rollout-running"
		case cond.kind == "StorageExists" && managed && (cond.status == "False" || cond.status == "Unknown" && cond.message != ""):
			if c.fresh() {
				continue
			}
		case slices.Contains(bucketConditions, cond.kind) && cond.status == "False" && managed && text(c.config.content, "spec", "storage", "managementState") == openshift.Managed:
		case cond.kind == "NodeCADaemonAvailable" && cond.status == "False" && !c.recent(cond.since, grace):
			s.id = "node-ca"
		default:
			continue
		}
		found = append(found, s)
	}
	return found
}

func subjectOf(cond condition) subject {
	switch {
	case strings.HasPrefix(cond.kind, "ImagePruner") || strings.HasPrefix(cond.reason, "ImagePruner"):
		return pruner
	case strings.HasPrefix(cond.kind, "ImageRegistryCertificates") || strings.HasPrefix(cond.reason, "ImageRegistryCertificates"):
		return certificates
	case strings.HasPrefix(cond.kind, "NodeCADaemon") || strings.HasPrefix(cond.reason, "NodeCADaemon"):
		return nodeCA
	case strings.HasPrefix(cond.reason, "Route"):
		return route
	case cond.kind == "StorageExists" || strings.HasPrefix(cond.kind, "AzurePathFix"):
		return store
	case slices.Contains(bucketConditions, cond.kind):
		return bucket
	}
	return registry
}

// prunerStatements returns what ImagePruner and its newest job state.
func (c *cluster) prunerStatements() []statement {
	var found []statement
	if c.pruner != nil {
		for _, cond := range conditions(c.pruner.content, "status", "conditions") {
			if cond.status == "True" && (cond.kind == "Failed" || cond.kind == "Degraded") {
				found = append(found, statement{subject: pruner, object: c.pruner.String() + ", condition " + cond.kind, text: cond.message, since: cond.since, level: levelConfig, context: "image-pruner " + cond.reason + ":", id: "pruner-job-failed"})
			}
		}
	}
	var newest *object
	for _, job := range c.of("Job") {
		if strings.HasPrefix(job.name, "image-pruner-") && (newest == nil || instant(job.content, "metadata", "creationTimestamp").After(instant(newest.content, "metadata", "creationTimestamp"))) {
			newest = &job
		}
	}
	suspended := c.pruner != nil && at(c.pruner.content, "spec", "suspend") == true
	if failed := conditionOf(newest, "Failed"); failed.status == "True" && !suspended {
		found = append(found, statement{subject: pruner, object: newest.String() + ", condition Failed", text: strings.TrimSpace(failed.reason + ": " + failed.message), since: failed.since, level: levelPod, context: "image-pruner", id: "pruner-job-failed"})
	}
	return found
}

// routeStatements returns the routes that a router does not admit.
func (c *cluster) routeStatements() []statement {
	var found []statement
	for _, r := range c.of("Route") {
		for _, ingress := range list(r.content, "status", "ingress") {
			for _, cond := range conditions(ingress, "conditions") {
				if cond.kind == "Admitted" && cond.status == "False" {
					found = append(found, statement{subject: route, object: r.String() + ", condition Admitted", text: strings.TrimSpace(cond.reason + ": " + cond.message), since: cond.since, level: levelClaim, context: "image-registry", id: "route-refused"})
				}
			}
		}
	}
	return found
}
