package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/validators"
)

// statements returns everything that the objects state about a fault.
func (c *cluster) statements() []statement {
	return slices.Concat(c.configStatements(), c.operatorStatements(), c.claimStatements(), c.secretStatements(), c.bucketStatements(), c.routeStatements(),
		c.deploymentStatements(), c.podStatements(), c.nodeStatements(), c.eventStatements(), c.prunerStatements(), c.logStatements(), c.copyStatements())
}

// judge returns the answer.
func (c *cluster) judge() Report {
	r := Report{Taken: c.taken, Missing: c.gaps(), Examined: c.examined()}
	faults, notes := c.freezeFaults()
	accused := map[subject]bool{}
	all := c.statements()
	for _, s := range all {
		if !s.explains {
			accused[s.subject] = true
		}
	}
	// The pods wait for the store and for the credentials.
	explained := func(s subject) bool {
		return accused[s] || s == registry && (accused[store] || accused[credentials] || accused[nodeCA])
	}
	for _, s := range all {
		if !s.explains || explained(s.subject) {
			faults = append(faults, s.faults()...)
		}
	}
	demote(faults)
	slices.SortStableFunc(faults, compareFaults)
	r.Kind, r.Headline, r.Since = c.headline(faults, accused)
	faults = distinct(faults)
	if i := slices.IndexFunc(faults, func(f Fault) bool { return f.rank[0] > 0 }); i > 0 {
		r.Causes, r.Consequences = faults[:i], faults[i:]
	} else if len(faults) > 0 {
		r.Causes, r.Consequences = faults[:1], faults[1:] // nothing else is known
	}
	r.Notes = slices.Concat(notes, c.copyNotes(), c.notes(r.Causes))
	r.Next = c.next(r.Causes)
	return r
}

// headline returns the worst of the faults, and when it began.
func (c *cluster) headline(faults []Fault, accused map[subject]bool) (Kind, string, time.Time) {
	if len(faults) == 0 {
		return c.sound()
	}
	available := c.available()
	if down, since := c.withoutReplicas(); down && available.status != "False" {
		available.status, available.since = "False", since
	}
	if available.status == "False" && c.state() != openshift.Removed && !c.starting(available.since) {
		words := "the registry is down" + c.sinceWords(available.since)
		if slices.ContainsFunc(faults, func(f Fault) bool { return f.ID == "frozen-operator" }) {
			words += ", and its operator does not run"
		}
		return Down, words, available.since
	}
	serves := "the registry serves images, but "
	switch {
	case available.status == "":
		serves = ""
	case c.state() == openshift.Removed:
		serves = "the registry is Removed, but "
	}
	for _, e := range effects {
		since, found := earliest(faults, e.subject)
		if !found || !accused[e.subject] && e.subject != freeze {
			continue
		}
		kind, words := Degraded, e.text
		if e.subject == freeze {
			kind, serves = Frozen, "" // the conditions are old
			if i := slices.IndexFunc(faults, func(f Fault) bool { return f.subject == freeze }); faults[i].ID == "other-store" {
				words = "the registry uses another store than spec.storage names, and no condition shows it"
			}
		}
		if i := slices.IndexFunc(faults, func(f Fault) bool { return f.subject == storageCopy }); e.subject == storageCopy && faults[i].ID != "" {
			switch faults[i].ID {
			case "copy-read-only":
				words = "it is read-only%s, because a change of the storage was interrupted"
			case "copy-unfinished":
				words = "the change of its storage is not finished%s"
			}
		}
		if e.subject == registry && !isError(conditionOf(c.config, "Progressing")) {
			words = "its operator reports a fault"
			if c.config != nil && !slices.ContainsFunc(faults, func(f Fault) bool { return f.subject == registry && !strings.HasPrefix(f.Object, "ClusterOperator/") }) {
				words = "ClusterOperator reports a fault that Config does not show"
			}
			if slices.ContainsFunc(faults, ofPods) {
				words = "its pods or its rollout fail"
			}
			if serves == "" {
				words = strings.NewReplacer("its operator", "the operator of the registry", "its pods or its rollout", "the pods or the rollout of the registry").Replace(words)
			}
		}
		if !strings.Contains(words, "%s") {
			words += "%s"
		}
		return kind, serves + fmt.Sprintf(words, c.sinceWords(since)), since
	}
	return Degraded, serves + "a fault is reported", time.Time{}
}

// ofPods reports whether a fault is one of the pods of the registry or of their rollout.
func ofPods(f Fault) bool {
	kind, _, _ := strings.Cut(f.Object, "/")
	return f.subject == registry && (strings.HasPrefix(f.ID, "rollout-") || slices.Contains([]string{"Pod", "Deployment", "ReplicaSet"}, kind))
}

// earliest returns when the faults of a subject began.
func earliest(faults []Fault, of subject) (since time.Time, found bool) {
	for _, f := range faults {
		if f.subject == of {
			found = true
			if since.IsZero() || !f.Since.IsZero() && f.Since.Before(since) {
				since = f.Since
			}
		}
	}
	return since, found
}

// sound returns the headline of a registry without a fault.
func (c *cluster) sound() (Kind, string, time.Time) {
	switch c.state() {
	case openshift.Removed:
		return Removed, "the registry is Removed, as Config says; nothing in this dump shows a fault", time.Time{}
	case openshift.Unmanaged:
		return Unmanaged, "the operator does not manage the registry, as Config says; nothing in this dump shows a fault", time.Time{}
	}
	o := cmp.Or(c.config, c.operator, c.deployment)
	available, progressing := conditionOf(o, "Available"), conditionOf(o, "Progressing")
	switch {
	case available.status == "False":
		return Changing, "the registry starts" + c.sinceWords(available.since) + "; wait five minutes and read the objects again", time.Time{}
	case progressing.status == "True":
		return Changing, "the registry serves images, and a change is being applied" + c.sinceWords(progressing.since), time.Time{}
	}
	return Healthy, "nothing in this dump shows a fault", time.Time{}
}

// violation describes what a rule reports, as a reason of a fault.
func violation(d v1alpha1.Diagnostic) string {
	title := d.Message
	if rule, known := validators.Find(d.Rule); known {
		title = rule.Title
	}
	return fmt.Sprintf("%s has this error: %s [%s].", d.Object, title, d.Rule)
}

// notes returns observations without a fault.
func (c *cluster) notes(causes []Fault) []string {
	var notes []string
	var ids, explained []string
	for _, d := range c.diagnostics() {
		if slices.Contains(explained, d.Rule) {
			continue
		}
		if !slices.ContainsFunc(freezes, func(f Freeze) bool { return f.Rule == d.Rule }) && !slices.Contains(ids, d.Rule) {
			if i := slices.IndexFunc(causes, func(f Fault) bool { return slices.Contains(f.rules, d.Rule) }); i >= 0 {
				// The rule explains the fault.
				causes[i].Causes = slices.Insert(slices.Clone(causes[i].Causes), 0, violation(d))
				explained = append(explained, d.Rule)
				continue
			}
			ids = append(ids, d.Rule)
		}
	}
	if len(ids) > 0 {
		notes = append(notes, "lint reports errors in these objects: "+strings.Join(ids, ", "))
	}
	if upgradeable := conditionOf(c.operator, "Upgradeable"); upgradeable.status == "False" {
		notes = append(notes, "the operator blocks upgrades: "+upgradeable.message)
	}
	return notes
}
