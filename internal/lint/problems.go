package lint

import (
	"fmt"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/repository"
	"github.com/registry-profile/registry-profile/validators"
)

// problem returns the findings about a file that cannot be read, or a kustomization
// that cannot be composed.
func problem(p repository.Problem) []v1alpha1.Diagnostic {
	if p.Failed != nil {
		var found []v1alpha1.Diagnostic
		for _, d := range p.Failed.Diagnostics {
			if d.Severity != v1alpha1.SeverityInfo {
				d.File, d.Line = p.Failed.File, max(1, d.Line)
				found = append(found, d)
			}
		}
		return found
	}
	rule := validators.Malformed
	switch p.Kind {
	case repository.Kustomization:
		rule = validators.NotComposed
		if p.Refused {
			rule = validators.NotRun
		}
	case repository.Template, repository.Chart:
		rule = validators.NotRendered
	}
	d := v1alpha1.Diagnostic{File: p.Path, Line: p.Line, Severity: rule.Severity, Rule: rule.ID}
	d.Message = fmt.Sprintf("%s (%s): %s %s", rule.Title, credential.Redact(p.Reason), rule.Why, rule.Remedy)
	return []v1alpha1.Diagnostic{d}
}

// problemOf returns the cluster of a finding about a problem.
func problemOf(d v1alpha1.Diagnostic, p repository.Problem) string {
	if name, ok := strings.CutPrefix(d.Object, v1alpha1.Kind+"/"); ok {
		return name
	}
	return p.Dir
}

// except applies the overrides of a policy to findings about files.
func except(found []v1alpha1.Diagnostic, exceptions validators.Exceptions) []v1alpha1.Diagnostic {
	return exceptions.Apply(found, nil)
}

// duplicates returns the findings about selected clusters whose profiles have the name
// of another one.
func duplicates(r *repository.Repository, selects func(cluster string) bool) []v1alpha1.Diagnostic {
	type use struct {
		cluster *repository.Cluster
		place   repository.Place
	}
	first := map[string]use{}
	var found []v1alpha1.Diagnostic
	for _, c := range r.Clusters {
		for _, p := range profilesOf(c) {
			if p.GetKind() != v1alpha1.Kind || p.GetName() == "" {
				continue
			}
			u := use{c, c.Locate(p, "metadata.name")}
			other, known := first[p.GetName()]
			if !known {
				first[p.GetName()] = u
			}
			if !known || other.place == u.place || other.cluster.Shares(c, p) || !selects(p.GetName()) {
				continue
			}
			rule := validators.DuplicateProfile
			d := v1alpha1.Diagnostic{Severity: rule.Severity, Rule: rule.ID, Field: "metadata.name", Current: p.GetName()}.On(p)
			d.File, d.Line = u.place.File, u.place.Line
			d.Message = fmt.Sprintf("%s (also in %s:%d): %s %s", rule.Title, other.place.File, other.place.Line, rule.Why, rule.Remedy)
			found = append(found, d)
		}
	}
	return found
}

// repeated returns the findings about objects that a file of manifests contains twice.
// It omits objects that a policy or a template embeds, which it can merge, and dumps.
func repeated(c *repository.Cluster, in validators.Input) []v1alpha1.Diagnostic {
	if c.Kustomized {
		return nil
	}
	first := map[string]repository.Place{}
	var found []v1alpha1.Diagnostic
	for _, object := range validators.Related(in) {
		place := c.Locate(object, "")
		if object.GetName() == "" || place.Within != "" || validators.IsLive(object) {
			continue
		}
		key := place.File + " " + openshift.GroupOf(object.GetApiVersion()) + " " + provenance.IDOf(object)
		other, known := first[key]
		if !known {
			first[key] = place
			continue
		}
		rule := validators.DuplicateObject
		d := v1alpha1.Diagnostic{Severity: rule.Severity, Rule: rule.ID, Field: "metadata.name"}.On(object)
		d.Message = fmt.Sprintf("%s (lines %d and %d): %s %s", rule.Title, other.Line, place.Line, rule.Why, rule.Remedy)
		found = append(found, d)
	}
	return found
}
