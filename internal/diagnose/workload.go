package diagnose

import (
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// deploymentStatements returns what the Deployment and its ReplicaSets state.
func (c *cluster) deploymentStatements() []statement {
	if c.state() == openshift.Removed {
		return nil
	}
	var found []statement
	add := func(o object, cond condition, level int, id string) {
		found = append(found, statement{subject: registry, object: o.String() + ", condition " + cond.kind, text: cond.message, since: cond.since, level: level, context: "image-registry " + cond.reason + ":", id: id})
	}
	for _, o := range c.all {
		if o.kind != "Deployment" && o.kind != "ReplicaSet" || o.name != "image-registry" && !strings.HasPrefix(o.name, "image-registry-") {
			continue
		}
		for _, cond := range conditions(o.content, "status", "conditions") {
			switch {
			case cond.kind == "ReplicaFailure" && cond.status == "True":
				add(o, cond, levelPod, "")
			case o.kind == "Deployment" && cond.kind == "Progressing" && cond.status == "False":
				add(o, cond, levelLast, "rollout-deadline")
			case o.kind == "Deployment" && cond.kind == "Available" && cond.status == "False" && !c.starting(cond.since) && !c.recent(cond.since, stuck):
				add(o, cond, levelLast, "no-replicas")
			}
		}
		if down, since := c.withoutReplicas(); down && o.kind == "Deployment" && conditionOf(&o, "Available").status != "False" {
			found = append(found, statement{subject: registry, object: o.String() + ", status.availableReplicas", text: "the Deployment has 0 available replicas", since: since, level: levelLast, id: "no-replicas", only: true})
		}
	}
	return found
}

// withoutReplicas reports whether the Deployment has no available replica, and since
// when.
func (c *cluster) withoutReplicas() (bool, time.Time) {
	if c.deployment == nil || c.state() == openshift.Removed || c.deployment.content["status"] == nil {
		return false, time.Time{}
	}
	available := conditionOf(c.deployment, "Available")
	none := available.status == "False" || at(c.deployment.content, "status", "replicas") != nil || at(c.deployment.content, "status", "unavailableReplicas") != nil ||
		number(c.deployment.content, "spec", "replicas") == 0 && at(c.deployment.content, "spec", "replicas") != nil
	if !none || number(c.deployment.content, "status", "availableReplicas") > 0 || c.starting(available.since) {
		return false, time.Time{}
	}
	if available.status != "False" {
		return !c.fresh(), time.Time{}
	}
	return !c.recent(available.since, stuck), available.since
}

// waits reports whether a pod may wait: only since a short time or, if that is unknown,
// during a rollout of a registry that is available.
func (c *cluster) waits(since time.Time) bool {
	if c.recent(since, stuck) {
		return true
	}
	down, _ := c.withoutReplicas()
	return !c.known(since) && c.age(since) < stuck && c.available().status == "True" && !down
}

// podStatements returns what keeps the pods of the registry from running.
func (c *cluster) podStatements() []statement {
	var found []statement
	for _, pod := range c.of("Pod") {
		part := registry
		switch {
		case strings.HasPrefix(pod.name, "image-pruner-"):
			part = pruner
		case !isRegistryPod(pod):
			continue
		}
		if at(pod.content, "metadata", "deletionTimestamp") != nil {
			continue
		}
		s := statement{subject: part, object: pod.String(), level: levelPod, context: "pod " + pod.name + ":", explains: part == pruner}
		if cond := conditionOf(&pod, "PodScheduled"); cond.status == "False" && !c.waits(cond.since) {
			s := s
			s.text, s.since = cond.message, cond.since
			found = append(found, s)
		}
		before := len(found)
		created := instant(pod.content, "metadata", "creationTimestamp")
		for _, name := range []string{"initContainerStatuses", "containerStatuses"} {
			for _, container := range list(pod.content, "status", name) {
				found = append(found, c.containerStatements(s, container, created)...)
			}
		}
		if len(found) == before && conditionOf(&pod, "PodScheduled").status != "False" && text(pod.content, "status", "phase") == "Pending" && part == registry && !c.waits(created) {
			s.text, s.since = "the pod is Pending", created
			found = append(found, s)
		}
	}
	return found
}

// containerStatements returns what keeps a container from running.
func (c *cluster) containerStatements(s statement, container map[string]any, created time.Time) []statement {
	var found []statement
	add := func(id, reason, message string, since time.Time) {
		s := s
		s.id, s.text, s.since = id, strings.TrimSuffix(strings.TrimSpace(reason+": "+message), ":"), since
		found = append(found, s)
	}
	waiting := text(container, "state", "waiting", "reason")
	ended := instant(container, "lastState", "terminated", "finishedAt")
	for _, state := range []string{"state", "lastState"} {
		end := at(container, state, "terminated")
		recent := at(container, "ready") != true || number(container, "restartCount") >= 3 && c.age(instant(end, "finishedAt")) < time.Hour
		if text(end, "reason") == "OOMKilled" && recent {
			words := strings.Trim(restarts(container, ended)+"; "+text(end, "message"), "; ")
			add(map[bool]string{true: "registry-memory", false: "pruner-memory"}[s.subject == registry], "OOMKilled", words, instant(end, "finishedAt"))
		} else if message := text(end, "message"); message != "" && recent {
			add("", text(end, "reason"), message, instant(end, "finishedAt"))
			found[len(found)-1].explains = true
		}
	}
	switch waiting {
	case "", "PodInitializing":
	case "ContainerCreating":
		if !c.waits(created) {
			words := "the pod waits for its volumes or its network"
			if c.age(created) > stuck {
				words += " for " + duration(c.age(created))
			}
			add("mount-failed", waiting, words, created)
			found[len(found)-1].only = true
		}
	case "CrashLoopBackOff":
		add("registry-crash", waiting, text(container, "state", "waiting", "message")+lastExit(container), ended)
	case "ErrImagePull", "ImagePullBackOff":
		add("registry-image", waiting, text(container, "state", "waiting", "message"), created)
		found[len(found)-1].only = true
	default:
		add("", waiting, text(container, "state", "waiting", "message"), created)
	}
	return found
}

// nodeStatements returns the nodes that are not ready and that run a pod of the
// registry.
func (c *cluster) nodeStatements() []statement {
	var found []statement
	for _, pod := range c.of("Pod") {
		for _, node := range c.of("Node") {
			ready := conditionOf(&node, "Ready")
			if isRegistryPod(pod) && text(pod.content, "spec", "nodeName") == node.name && ready.kind != "" && ready.status != "True" {
				found = append(found, statement{subject: registry, object: node.String() + ", condition Ready", text: strings.TrimSpace(ready.reason + ": " + ready.message), since: ready.since, level: levelStore, id: "node-not-ready", only: true, explains: true})
			}
		}
	}
	return found
}
