package diagnose

import (
	"fmt"
	"strings"
	"time"
)

const (
	operatorName   = "cluster-image-registry-operator"
	lookOverrides  = "oc get clusterversion version -o yaml"
	scaleOperator  = "oc scale -n openshift-image-registry deployment/cluster-image-registry-operator --replicas=1"
	describeByName = "oc describe pod -n openshift-image-registry -l name=cluster-image-registry-operator"
)

// withoutOperator returns why no pod of the operator runs.
func withoutOperator(c *cluster) []sighting {
	failing := c.failingOperator()
	for _, o := range c.of("Deployment") {
		if o.name != operatorName || at(o.content, "spec", "replicas") == nil {
			continue
		}
		available := conditionOf(&o, "Available")
		switch {
		case number(o.content, "spec", "replicas") == 0:
			return []sighting{{o.String() + ", spec.replicas", "the operator is scaled to 0 replicas", available.since, []string{lookOverrides, scaleOperator}}}
		case available.status == "False" && failing != nil:
			return []sighting{*failing}
		case available.status == "False" && !c.recent(available.since, grace):
			return []sighting{{o.String(), fmt.Sprintf("the Deployment has %d available replicas", number(o.content, "status", "availableReplicas")), available.since, []string{lookOperator, describeByName}}}
		case number(o.content, "status", "availableReplicas") > 0:
			return nil
		}
	}
	if failing != nil {
		return []sighting{*failing}
	}
	return nil
}

// failingOperator returns the pod of the operator that does not run; nil if one runs.
func (c *cluster) failingOperator() *sighting {
	var found *sighting
	for _, pod := range c.of("Pod") {
		if !strings.HasPrefix(pod.name, operatorName+"-") || at(pod.content, "metadata", "deletionTimestamp") != nil {
			continue
		}
		ready := conditionOf(&pod, "Ready")
		if ready.status == "True" {
			return nil
		}
		for _, container := range list(pod.content, "status", "containerStatuses") {
			reason := text(container, "state", "waiting", "reason")
			if reason == "" || reason == "PodInitializing" || reason == "ContainerCreating" {
				continue
			}
			s := &sighting{object: pod.String(), text: reason, since: ready.since, look: []string{
				"oc logs -n openshift-image-registry " + pod.name + " --previous", "oc describe pod -n openshift-image-registry " + pod.name,
			}}
			if message := text(container, "state", "waiting", "message"); message != "" {
				s.text += ": " + message
			}
			s.text += lastEnd(container)
			found = s
		}
		if pending := conditionOf(&pod, "PodScheduled"); found == nil && pending.status == "False" && !c.recent(pending.since, stuck) {
			found = &sighting{pod.String(), "the pod is not scheduled: " + pending.message, pending.since, []string{"oc describe pod -n openshift-image-registry " + pod.name}}
		}
	}
	return found
}

// lastEnd describes how a container ended last, empty if it has not.
func lastEnd(container map[string]any) string {
	end := at(container, "lastState", "terminated")
	if end == nil {
		return ""
	}
	words := fmt.Sprintf("; the last container ended with exit code %d", number(end, "exitCode"))
	if t := instant(end, "finishedAt"); !t.IsZero() {
		words += " at " + show(t)
	}
	if message := text(end, "message"); message != "" {
		words += ": " + strings.TrimSpace(message)
	}
	return words
}

// lastExit is lastEnd without the message, which is a statement of its own.
func lastExit(container map[string]any) string {
	before, _, _ := strings.Cut(lastEnd(container), ": ")
	return before
}

// restarts describes how often a container restarted, and when it ended last.
func restarts(container map[string]any, last time.Time) string {
	n := number(container, "restartCount")
	if n == 0 {
		return ""
	}
	words := fmt.Sprintf("%d restarts", n)
	if n == 1 {
		words = "1 restart"
	}
	if !last.IsZero() {
		words += ", last at " + show(last)
	}
	return words
}
