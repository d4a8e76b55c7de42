package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/validators"
)

// Upgrade is a change of the release of a cluster.
type Upgrade struct {
	From openshift.Release
	// Added are the diagnostics about the new objects that only the new release
	// causes, and Resolved those that only the old one causes.
	Added, Resolved []v1alpha1.Diagnostic
}

// upgrade returns the effects of another release on objects that may not change.
func (c change) upgrade() []Effect {
	u := c.Upgrade
	if u == nil {
		return nil
	}
	e := Effect{Level: Info, Object: v1alpha1.Kind, Field: "spec.openshift.version", Old: u.From.String(), New: c.Release.String(), Text: "the manifests are generated and checked for the new release"}
	if c.Manifests {
		e.Object = v1alpha1.PolicyKind
		e.Text = "the manifests are checked for the new release"
	}
	e.Text += rulesText(u.From, c.Release, u.Added, "apply", "from then on")
	e.Text += rulesText(c.Release, u.From, u.Resolved, "no longer apply", "")
	if rules := idsOf(u.Resolved); len(rules) > 0 {
		e.Text += ". No longer reported: " + strings.Join(rules, ", ")
	}
	effects := []Effect{e}
	for _, d := range u.Added {
		level := Warning
		if d.Severity == v1alpha1.SeverityInfo {
			level = Info
		}
		id := ""
		if d.Rule != "" {
			id = " [" + d.Rule + "]"
		}
		effects = append(effects, Effect{Level: level, Object: d.Object, Field: d.Field, Text: "in " + c.Release.String() + ": " + d.Message + id})
	}
	return append(effects, c.schemas(u.From)...)
}

// rulesText describes the rules that apply to a release and not to an older one: it
// names those with findings, and counts all others.
func rulesText(from, to openshift.Release, findings []v1alpha1.Diagnostic, verb, since string) string {
	found := idsOf(findings)
	var named []string
	others := 0
	for _, r := range validators.All {
		first, err := openshift.ParseRelease(r.Since())
		if err != nil || !from.Before(first) || to.Before(first) {
			continue
		}
		if slices.Contains(found, r.ID) {
			named = append(named, fmt.Sprintf("%s (%s)", r.ID, r.Title))
		} else {
			others++
		}
	}
	var parts []string
	if len(named) > 0 {
		parts = append(parts, ". These rules "+strings.TrimSpace(verb+" "+since)+": "+strings.Join(named, ", "))
	}
	if others == 1 {
		verb = strings.Replace(verb, "apply", "applies", 1)
	}
	if others > 0 {
		what := "rule"
		if len(named) > 0 {
			what = "other rule"
		}
		parts = append(parts, ". "+strings.TrimSpace(count(others, what)+" without findings "+verb+" "+since))
	}
	return strings.Join(parts, "")
}

func idsOf(list []v1alpha1.Diagnostic) []string {
	ids := map[string]bool{}
	for _, d := range list {
		ids[d.Rule] = d.Rule != ""
	}
	maps.DeleteFunc(ids, func(_ string, named bool) bool { return !named })
	return slices.Sorted(maps.Keys(ids))
}

// schemas returns the changes of the schemas of the objects between two releases:
// those of the fields that the objects set, and the number of all others.
func (c change) schemas(from openshift.Release) []Effect {
	var effects []Effect
	for _, id := range slices.Sorted(maps.Keys(c.manifests)) {
		o := c.manifests[id]
		var concerns []string
		removed, others := false, 0
		for _, d := range crd.Differences(o.kind, from, c.Release) {
			parent := d.Path[:max(0, strings.LastIndex(d.Path, "."))]
			uses := o.sets(d.Path) || d.Added && strings.Count(d.Path, ".") > 1 && o.sets(parent)
			if !uses {
				others++
				continue
			}
			removed = removed || d.Removed
			concerns = append(concerns, d.String())
		}
		if len(concerns)+others == 0 {
			continue
		}
		e := Effect{Level: Info, Object: id, Text: fmt.Sprintf("the schema of %s differs from that of %s", c.Release, from)}
		if removed {
			e.Level = Warning
		}
		if len(concerns) > 0 {
			e.Text += ": " + strings.Join(concerns, "; ")
		}
		if others > 0 {
			e.Text += fmt.Sprintf(". %s of fields that this object does not set", count(others, "change"))
		}
		effects = append(effects, e)
	}
	return effects
}

// sets reports whether an object sets a field, one below it, or one above it that
// contains it in a list. Elements of lists are named [].
func (o object) sets(path string) bool {
	if list, _, inList := strings.Cut(path, ".[]"); inList {
		path = list
	}
	_, set := o.values[path]
	return set || has(o, path)
}
