package diagnose

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

const (
	// grace is how long a rollout, a binding or a retry may take. The operator reports
	// an unavailable registry as Degraded after the same time.
	grace = 5 * time.Minute
	// slow is how long a rollout may run on a cluster that is upgraded.
	slow = 15 * time.Minute
	// stuck is how long a pod may wait for a node or for its volumes.
	stuck = 2 * time.Minute
)

// clock is what is known about the time at which the objects were collected.
type clock struct {
	// taken is the newest known time, at or before the collection.
	taken time.Time
	// running is the newest time that continues while a fault lasts: the time of the
	// collection, or one of an object that does not keep the time of its last change.
	running time.Time
}

// still are the kinds whose times are those of their last change. If such a time is
// the newest one, the time since then is unknown.
var still = []string{"ClusterOperator", "Config", "DaemonSet", "Deployment", "ObjectBucketClaim", "PersistentVolumeClaim", "Pod", "ReplicaSet"}

// see adds the times of an object.
func (k *clock) see(kind string, content any) {
	newest := newestTime(content)
	if newest.After(k.taken) {
		k.taken = newest
	}
	if newest.After(k.running) && !slices.Contains(still, kind) {
		k.running = newest
	}
}

// collected sets the time of the collection. A time before the newest one of the
// objects is that of another clock.
func (k *clock) collected(at time.Time) {
	if !at.Before(k.taken) {
		k.taken, k.running = at, at
	}
}

// age returns how long before the newest time something began, at least.
func (k *clock) age(since time.Time) time.Duration {
	if since.IsZero() {
		return 0
	}
	return k.taken.Sub(since)
}

// known reports whether the age of something is known.
func (k *clock) known(since time.Time) bool { return !since.IsZero() && k.running.After(since) }

// recent reports whether something is known to have begun within a duration.
func (k *clock) recent(since time.Time, within time.Duration) bool {
	return k.known(since) && k.age(since) < within
}

// sinceWords returns when something began, before the newest time of the dump.
func (k *clock) sinceWords(since time.Time) string {
	switch age := k.age(since); {
	case since.IsZero():
		return ""
	case age >= time.Minute:
		return fmt.Sprintf(" since %s (%s before the dump)", show(since), duration(age))
	case !k.known(since):
		return fmt.Sprintf(" since %s (age unknown: the dump contains no newer time)", show(since))
	}
	return " since " + show(since)
}

// times are the fields with the time of something that has happened.
var times = []string{
	"completionTime", "creationTimestamp", "eventTime", "finishedAt", "firstTimestamp", "lastHeartbeatTime", "lastObservedTime", "lastProbeTime",
	"lastScheduleTime", "lastSuccessfulTime", "lastTimestamp", "lastTransitionTime", "lastUpdateTime", "renewTime", "startTime", "startedAt", "time",
}

// newestTime returns the newest time in an object.
func newestTime(value any) time.Time {
	var newest time.Time
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found := newestTime(v[key])
			if slices.Contains(times, key) && found.IsZero() {
				found = instant(v, key)
			}
			if found.After(newest) {
				newest = found
			}
		}
	case []any:
		for _, item := range v {
			if found := newestTime(item); found.After(newest) {
				newest = found
			}
		}
	}
	return newest
}

// show returns a time to the minute.
func show(t time.Time) string { return t.Format("2006-01-02 15:04 UTC") }

// duration returns a duration in its largest unit.
func duration(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}
