package diagnose

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/internal/messages"
)

// subject is the part of the registry that a fault concerns.
type subject string

const (
	registry     subject = "registry"
	store        subject = "store"
	bucket       subject = "bucket"
	credentials  subject = "credentials"
	route        subject = "route"
	certificates subject = "certificates"
	nodeCA       subject = "node-ca"
	pruner       subject = "pruner"
	freeze       subject = "freeze"
	storageCopy  subject = "storage change"
)

// effects describe a fault of a subject, in the order of their importance. %s denotes
// the time, which otherwise follows.
var effects = []struct {
	subject
	text string
}{
	{registry, "the operator cannot apply its configuration"},
	{store, "the operator cannot use the store"},
	{freeze, "the operator has applied no change%s, and no condition shows it"},
	{storageCopy, "the copy to another store failed%s, and it serves the old one"},
	{credentials, "the credentials cannot be refreshed"},
	{route, "a route is not admitted"},
	{certificates, "the operator cannot read the certificates"},
	{nodeCA, "node-ca does not run on all nodes, so nodes do not receive the certificates"},
	{bucket, "the operator could not configure the bucket"},
	{pruner, "the pruner fails"},
}

// Levels of objects, from the origin of a fault to what follows from it.
const (
	levelStore  = iota // storage classes, secret stores, nodes
	levelClaim         // claims, external secrets
	levelConfig        // messages of the operator
	levelPod           // pods and their events
	levelLast          // summaries
)

// statement is a text of an object about a fault.
type statement struct {
	subject subject
	object  string
	text    string
	// context precedes the text in the search, with the words that name the registry.
	context string
	since   time.Time
	level   int
	// id is the entry if the text matches none. With only, the text is not searched.
	id   string
	only bool
	// aside follows the text in the answer.
	aside string
	// look lists commands instead of those of the entry.
	look []string
	// explains reports that the statement is not a fault by itself, such as an event.
	explains bool
}

// general are the entries that state an effect, or that others state more precisely.
// They are the cause only if no other entry matches. The most specific are first.
var general = []string{
	"route-refused", "endpoint-unknown", "registry-crash", "pruner-job-failed", "claim-first-consumer", "claim-unbound", "claim-pending", "mount-failed", "pull-failed",
	"certificates-degraded", "storage-sync", "rollout-deadline", "registry-refuses", "deployment-missing", "rollout-running", "apply-failed", "no-replicas", "operator-degraded",
}

// isGeneral reports whether an entry states only an effect.
func isGeneral(id string) bool { return slices.Contains(general, id) }

// faults returns the faults of a statement: the entries that match the text.
func (s statement) faults() []Fault {
	shown := s.text
	if s.aside != "" {
		shown += "; " + s.aside
	}
	make := func(e messages.Entry, specific int) Fault {
		f := Fault{ID: e.ID, Object: s.object, Text: shown, Since: s.since, Meaning: e.Meaning, Causes: e.Causes, Remedy: e.Remedy, look: e.Look, fields: e.Fields, rules: e.Rules, subject: s.subject}
		f.rank = [3]int{0, s.level, -specific}
		if s.look != nil {
			f.look = s.look
		}
		if s.explains {
			f.rank[1] = max(s.level, levelPod)
		}
		if i := slices.Index(general, e.ID); i >= 0 {
			f.rank = [3]int{1, i, s.level}
		}
		return f
	}
	if !s.only {
		// The table's client messages are not those of an object in the cluster.
		found := slices.DeleteFunc(messages.Find(s.context+" "+s.text), func(m messages.Match) bool { return m.Component == messages.Client || m.Component == messages.Alert })
		if len(found) > 0 {
			var all []Fault
			for i, m := range found {
				all = append(all, make(m.Entry, len(found)-i))
			}
			return onlyCauses(all)
		}
	}
	for _, e := range messages.All() {
		if e.ID == s.id {
			return []Fault{make(e, 0)}
		}
	}
	if s.explains {
		return nil
	}
	return []Fault{{Object: s.object, Text: shown, Since: s.since, look: []string{logOperator}, subject: s.subject, rank: [3]int{1, -1, s.level}}}
}

// onlyCauses returns the most specific fault of one text, and the
// general ones: other entries that match are about parts of the same message.
func onlyCauses(all []Fault) []Fault {
	first := true
	return slices.DeleteFunc(all, func(f Fault) bool {
		if f.rank[0] > 0 {
			return false
		}
		drop := !first
		first = false
		return drop
	})
}

// compareFaults sorts faults from the cause to what follows from it.
func compareFaults(a, b Fault) int {
	return cmp.Or(slices.Compare(a.rank[:], b.rank[:]), a.Since.Compare(b.Since), strings.Compare(a.Object, b.Object))
}

// distinct returns each fault once, with the earliest time. Unknown messages remain
// if their text differs.
func distinct(faults []Fault) []Fault {
	var found []Fault
	for _, f := range faults {
		i := slices.IndexFunc(found, func(other Fault) bool {
			return f.ID != "" && f.ID == other.ID || f.ID == "" && f.Text == other.Text
		})
		switch {
		case i < 0:
			found = append(found, f)
		case !f.Since.IsZero() && (found[i].Since.IsZero() || f.Since.Before(found[i].Since)):
			found[i].Since = f.Since
		}
	}
	return found
}
