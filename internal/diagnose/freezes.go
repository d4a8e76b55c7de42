package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/validators"
)

// Freeze is a fault that no condition shows: the operator does not reconcile, or its
// conditions are about another state than the present one.
type Freeze struct {
	// ID is a name in kebab case. It never changes.
	ID string
	// Title is a noun phrase, Effect one sentence about the cluster, and Remedy one
	// imperative sentence.
	Title, Effect, Remedy string
	// Look lists commands that confirm the fault.
	Look []string
	// Fields of the profile prevent the fault.
	Fields []string
	// Rule is the rule that states Title, Effect and Remedy, if they are empty.
	Rule string
	// Note reports that the registry works as configured.
	Note bool

	find func(c *cluster) []sighting
}

// sighting is where a freeze was found.
type sighting struct {
	object, text string
	since        time.Time
	// look lists commands instead of those of the Freeze.
	look []string
}

const (
	lookConfig   = "oc get configs.imageregistry.operator.openshift.io cluster -o yaml"
	lookOperator = "oc get pods -n openshift-image-registry -l name=cluster-image-registry-operator"
	logOperator  = "oc logs -n openshift-image-registry deployment/cluster-image-registry-operator"
)

// Freezes returns the table. Entries with a rule have its texts.
func Freezes() []Freeze {
	all := slices.Clone(freezes)
	for i, f := range all {
		if rule, known := validators.Find(f.Rule); known {
			all[i].Title, all[i].Effect, all[i].Remedy = rule.Title, rule.Why, rule.Remedy
		}
	}
	return all
}

var freezes = []Freeze{
	{ID: "frozen-duration", Rule: "PR001", Look: []string{logOperator}, find: func(c *cluster) []sighting { return c.byRule("PR001") }},
	{ID: "frozen-state", Rule: "ST011", Look: []string{logOperator}, find: func(c *cluster) []sighting { return c.byRule("ST011") }},
	{
		ID: "frozen-without-state", Title: "Config without managementState",
		Effect: "The operator stops reconciling, and every condition keeps its last value.",
		Remedy: "Set spec.managementState of Config cluster to Managed, on the cluster and in Git.",
		Look:   []string{lookConfig}, Fields: []string{"spec.registry.managementState"}, find: withoutState,
	},
	{
		ID: "frozen-operator", Title: "operator without a running pod",
		Effect: "Nothing reconciles the registry, and every condition keeps its last value.",
		Remedy: "Correct the cause that the pod of the operator names, or remove the override of ClusterVersion and scale the operator to 1.",
		Look:   []string{lookOperator, logOperator}, find: withoutOperator,
	},
	{
		ID: "frozen-generation", Title: "spec that the operator has not observed",
		Effect: "The conditions describe an older spec, and the newer one has no effect.",
		Remedy: "Read the log of the operator; if it reports nothing, delete the operator's pod to make it start again.",
		Look:   []string{logOperator, lookConfig}, find: notObserved,
	},
	{
		ID: "frozen-deletion", Title: "Config that is being deleted",
		Effect: "The operator deletes the registry and, if it manages the storage, the images; a new Config can only exist after that.",
		Remedy: "Read the log of the operator, which names the storage that it cannot remove.",
		Look:   []string{logOperator}, find: deleting,
	},
	{
		ID: "other-store", Title: "store that is not the one in spec.storage",
		Effect: "The registry uses another store than Config names, although the operator reports no error.",
		Remedy: "Read the log of the operator, and compare both stores before anything is deleted.",
		Look:   []string{logOperator, lookConfig}, find: otherStore,
	},
	{
		ID: "old-bucket-conditions", Title: "conditions of an earlier bucket", Note: true,
		Effect: "The operator has not encrypted, tagged or blocked public access to the bucket that the registry uses now: these conditions keep the values of the earlier one.",
		Remedy: "Configure the bucket yourself; registry-profile aws commands prints the commands.",
		Look:   []string{lookConfig}, find: oldBucket,
	},
}

// byRule returns what a rule reports about the objects of the registry.
func (c *cluster) byRule(id string) []sighting {
	var found []sighting
	for _, d := range c.diagnostics() {
		if d.Rule == id {
			found = append(found, sighting{d.Object + ", " + d.Field, fmt.Sprintf("%s is %q", d.Field, fmt.Sprint(d.Current)), c.written(d.Object), nil})
		}
	}
	return found
}

// diagnostics returns the errors that the rules report about the objects.
func (c *cluster) diagnostics() []v1alpha1.Diagnostic {
	facts, _ := validators.ClusterFacts(c.nodes)
	found := validators.CheckItems(validators.Input{Items: c.nodes, Cluster: facts, Lint: true})
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool { return d.Severity != v1alpha1.SeverityError })
}

// written returns when the spec of Config or ImagePruner was written last; the zero
// time if the object does not state it.
func (c *cluster) written(id string) time.Time {
	o := c.config
	if c.pruner != nil && strings.HasPrefix(id, openshift.ImagePruner.Kind) {
		o = c.pruner
	}
	var newest time.Time
	if o == nil {
		return newest
	}
	for _, entry := range list(o.content, "metadata", "managedFields") {
		if t := instant(entry, "time"); text(entry, "subresource") != "status" && t.After(newest) {
			newest = t
		}
	}
	return newest
}

func withoutState(c *cluster) []sighting {
	if c.config == nil || at(c.config.content, "spec", "managementState") != nil && text(c.config.content, "spec", "managementState") != "" {
		return nil
	}
	if at(c.config.content, "status") == nil || c.fresh() {
		return nil // a manifest, or the object before the first sync
	}
	return []sighting{{c.config.String() + ", spec.managementState", "spec.managementState is not set", c.written(""), nil}}
}

func notObserved(c *cluster) []sighting {
	if c.config == nil || c.fresh() {
		return nil
	}
	generation, observed := number(c.config.content, "metadata", "generation"), number(c.config.content, "status", "observedGeneration")
	since := c.written("")
	if observed == 0 || generation <= observed || c.recent(since, grace) {
		return nil
	}
	return []sighting{{c.config.String() + ", status.observedGeneration", fmt.Sprintf("metadata.generation is %d, status.observedGeneration is %d", generation, observed), since, nil}}
}

func deleting(c *cluster) []sighting {
	if c.config == nil {
		return nil
	}
	since := instant(c.config.content, "metadata", "deletionTimestamp")
	if since.IsZero() || c.recent(since, grace) {
		return nil
	}
	return []sighting{{c.config.String() + ", metadata.deletionTimestamp", "the object is being deleted since " + show(since), since, nil}}
}

// storeOf returns the storage type and the name of the store in spec or status.
func (c *cluster) storeOf(part string) (kind, name string) {
	for _, t := range openshift.StorageTypes {
		if stanza, set := at(c.config.content, part, "storage", t.Key).(map[string]any); set {
			if kind != "" {
				return "", "" // the operator reports several types
			}
			kind, name = t.Key, text(stanza, t.Name)
		}
	}
	return kind, name
}

func otherStore(c *cluster) []sighting {
	if c.config == nil || c.state() != openshift.Managed || isError(conditionOf(c.config, "Progressing")) || number(c.config.content, "metadata", "generation") != number(c.config.content, "status", "observedGeneration") {
		return nil
	}
	kind, name := c.storeOf("spec")
	used, usedName := c.storeOf("status")
	if kind == "" || used == "" || kind == used && (name == "" || usedName == "" || name == usedName) {
		return nil
	}
	return []sighting{{c.config.String() + ", status.storage", fmt.Sprintf("spec.storage is %s, status.storage is %s", strings.TrimSpace(kind+" "+name), strings.TrimSpace(used+" "+usedName)), time.Time{}, nil}}
}

func oldBucket(c *cluster) []sighting {
	if c.config == nil || c.state() != openshift.Managed || text(c.config.content, "spec", "storage", "managementState") != openshift.Unmanaged {
		return nil
	}
	var kept []string
	var since time.Time
	for _, cond := range conditions(c.config.content, "status", "conditions") {
		if slices.Contains(bucketConditions, cond.kind) && cond.status == "True" {
			kept = append(kept, cond.kind)
			if since.IsZero() || cond.since.Before(since) {
				since = cond.since
			}
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return []sighting{{c.config.String() + ", status.conditions", strings.Join(kept, ", ") + " are True", since, nil}}
}

// freezeFaults returns the freezes, and those that are only notes.
func (c *cluster) freezeFaults() (faults []Fault, notes []string) {
	for _, f := range Freezes() {
		for _, s := range f.find(c) {
			if f.Note {
				notes = append(notes, s.object+": "+f.Title+" ("+s.text+"): "+f.Effect+" "+f.Remedy)
				continue
			}
			rank := [3]int{0, levelStore, 0}
			if f.ID == "frozen-generation" || f.ID == "other-store" {
				rank[0] = 1 // follows from the other freezes
			}
			look := f.Look
			if s.look != nil {
				look = s.look
			}
			faults = append(faults, Fault{ID: f.ID, Object: s.object, Text: s.text, Since: s.since, Meaning: f.Effect, Remedy: f.Remedy, look: look, fields: f.Fields, subject: freeze, rank: rank})
		}
	}
	return faults, notes
}
