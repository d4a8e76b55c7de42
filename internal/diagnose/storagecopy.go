package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// storageRecord returns the record of a change of the storage that copies images, and
// false if Config has none.
func (c *cluster) storageRecord() (openshift.StorageRecord, bool) {
	if c.config == nil {
		return openshift.StorageRecord{}, false
	}
	return openshift.ParseStorageRecord(text(c.config.content, "metadata", "annotations", openshift.StorageChangeMark))
}

// copyJobs returns the names of the Jobs that copy images: those that are active, and
// those that have failed.
func (c *cluster) copyJobs() (active, failed []object) {
	for _, job := range c.of("Job") {
		switch {
		case !isCopyJob(job):
		case conditionOf(&job, "Failed").status == "True":
			failed = append(failed, job)
		case conditionOf(&job, "Complete").status != "True":
			active = append(active, job)
		}
	}
	return active, failed
}

func isCopyJob(o object) bool {
	return text(o.content, "metadata", "labels", openshift.StorageChangeMark) != ""
}

// copyStatements returns what the record of a change of the storage, and its Job, state
// about a fault. While a Job is active, it corrects its record.
func (c *cluster) copyStatements() []statement {
	active, failed := c.copyJobs()
	record, known := c.storageRecord()
	if len(active) > 0 {
		return nil
	}
	s := statement{subject: storageCopy, object: storageMark(c.config), since: record.Since(), level: levelStore}
	switch {
	case known && record.Phase == openshift.PhaseCopied:
		return nil
	case known && (record.Phase == openshift.PhaseFrozen || record.Phase == openshift.PhaseSwitched):
		// A dump without Jobs does not show whether one is active, and the CronJob of
		// the change ends it within a few minutes.
		if !c.kinds["Job"] || c.recent(s.since, grace) {
			return nil
		}
		s.only, s.id, s.text = true, "copy-unfinished", stateOf(record)+", and no Job of the change is active"
		if record.Phase == openshift.PhaseFrozen {
			registry, pruner := record.Restore()
			s.id, s.look = "copy-read-only", []string{registry, pruner}
		}
	case known && record.Reason != "" && (len(failed) > 0 || !c.kinds["Job"]):
		s.text, s.id = record.Reason, "copy-failed"
	case len(failed) > 0:
		job := failed[len(failed)-1]
		cond := conditionOf(&job, "Failed")
		s.object, s.since, s.level = job.String()+", condition Failed", cond.since, levelPod
		s.only, s.id, s.text = true, "copy-failed", strings.Trim(cond.reason+": "+cond.message, ": ")
	default:
		return nil
	}
	return []statement{s}
}

// copyNotes returns what the record of a change of the storage states without a fault.
func (c *cluster) copyNotes() []string {
	record, known := c.storageRecord()
	if !known || len(c.copyStatements()) > 0 {
		return nil
	}
	active, _ := c.copyJobs()
	note := storageMark(c.config) + ": " + stateOf(record)
	switch {
	case record.Phase == openshift.PhaseCopied:
		if record.Objects != "" {
			note += fmt.Sprintf(", %s files with %s bytes", record.Objects, record.Bytes)
		}
		if slices.ContainsFunc(c.of("Job"), isCopyJob) {
			note += "; remove spec.delivery.storageChange from the profile"
		}
	case len(active) > 0:
		note += "; the Job " + active[0].name + " is active"
		if record.Reason != "" {
			note += " and tries again after: " + record.Reason
		}
	case record.Phase == openshift.PhaseFrozen && !c.kinds["Job"]:
		registry, _ := record.Restore()
		note += "; if no Job with the label " + openshift.StorageChangeMark + " is active, make the registry writable: " + registry
	case record.Reason != "":
		note += ": " + record.Reason + "; the Job no longer exists"
	}
	return []string{note}
}

func storageMark(config *object) string {
	if config == nil {
		return ""
	}
	return config.String() + ", metadata.annotations." + openshift.StorageChangeMark
}

// phases describe the phases of a change of the storage. The first %s is the old type,
// and the second the new one.
var phases = map[string]string{
	openshift.PhaseBulk:     "the images are copied from %s to %s, and the registry serves the old store",
	openshift.PhaseFrozen:   "the registry is read-only for the last part of the copy from %s to %s",
	openshift.PhaseSwitched: "the images are copied from %s to %s, and the change is not yet finished",
	openshift.PhaseCopied:   "all images were copied from %s to %s",
	openshift.PhaseFailed:   "the copy from %s to %s failed, and the registry serves the old store",
	openshift.PhaseRestored: "the copy from %s to %s was interrupted, and the registry serves the old store",
}

// stateOf describes the phase of a change.
func stateOf(r openshift.StorageRecord) string {
	format, known := phases[r.Phase]
	if !known {
		return "the storage change is in phase " + r.Phase
	}
	state := fmt.Sprintf(format, r.From, r.To)
	if since := r.Since(); !since.IsZero() {
		state += " (" + show(since) + ")"
	}
	return state
}
