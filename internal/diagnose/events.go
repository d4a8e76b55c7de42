package diagnose

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// aboutObject returns the kind and the name of the object of an event.
func aboutObject(event object) (kind, name string) {
	if kind = text(event.content, "involvedObject", "kind"); kind != "" {
		return kind, text(event.content, "involvedObject", "name")
	}
	return text(event.content, "regarding", "kind"), text(event.content, "regarding", "name")
}

func eventMessage(event object) string {
	return cmp.Or(text(event.content, "message"), text(event.content, "note"))
}

// warningOf returns the newest warning of the events of an object, empty if there is
// none.
func (c *cluster) warningOf(kind, name string) string {
	var newest *object
	for _, event := range c.of("Event") {
		if k, n := aboutObject(event); k == kind && n == name && text(event.content, "type") == "Warning" && (newest == nil || newestTime(event.content).After(newestTime(newest.content))) {
			newest = &event
		}
	}
	if newest == nil {
		return ""
	}
	return text(newest.content, "reason") + ": " + eventMessage(*newest)
}

// eventStatements returns the warnings among the events. They explain a fault, and
// are none by themselves: the fault may be over.
func (c *cluster) eventStatements() []statement {
	var found []statement
	for _, event := range c.of("Event") {
		kind, name := aboutObject(event)
		reason := text(event.content, "reason")
		waits := slices.Contains([]string{"FailedBinding", "ProvisioningFailed"}, reason)
		if text(event.content, "type") != "Warning" && !waits || c.over(kind, name) {
			continue
		}
		s := statement{subject: registry, object: "Event of " + kind + "/" + name, text: reason + ": " + eventMessage(event), since: firstTime(event.content), context: "image-registry", level: levelPod, explains: true}
		switch {
		case strings.HasPrefix(name, "image-pruner"):
			s.subject = pruner
		case strings.HasPrefix(name, operatorName), strings.HasPrefix(name, "node-ca"), kind == "ObjectBucketClaim":
			continue
		case strings.HasPrefix(name, "image-registry-") && kind == "Pod":
			s.context = "pod " + name + ":"
		}
		found = append(found, s)
	}
	return found
}

// over reports whether the object of an event no longer has a fault: it was deleted,
// it runs, or it is bound.
func (c *cluster) over(kind, name string) bool {
	if !c.kinds[kind] {
		return false
	}
	for _, o := range c.of(kind) {
		if o.name == name {
			return kind == "Pod" && conditionOf(&o, "Ready").status == "True" || kind == "PersistentVolumeClaim" && text(o.content, "status", "phase") == "Bound"
		}
	}
	return kind == "Pod" || kind == "PersistentVolumeClaim"
}

func firstTime(event map[string]any) time.Time {
	for _, path := range [][]string{{"firstTimestamp"}, {"eventTime"}, {"deprecatedFirstTimestamp"}, {"metadata", "creationTimestamp"}, {"lastTimestamp"}} {
		if t := instant(event, path...); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
