package diagnose

import (
	"regexp"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// part is one of the conditions that ClusterOperator summarizes in a message, one on
// each line.
var part = regexp.MustCompile(`^(\w*(?:Available|Degraded|Progressing)): (.*)$`)

// parts returns the conditions that a condition of ClusterOperator summarizes, without
// those of a registry that is ready.
func parts(cond condition) []condition {
	var found []condition
	for line := range strings.Lines(cond.message) {
		line = strings.TrimRight(line, "\r\n")
		switch match := part.FindStringSubmatch(line); {
		case match != nil:
			found = append(found, condition{match[1], cond.status, cond.reason, match[2], cond.since})
		case len(found) > 0:
			found[len(found)-1].message += "\n" + line
		default:
			found = append(found, condition{cond.kind, cond.status, cond.reason, line, cond.since})
		}
	}
	var bad []condition
	for _, p := range found {
		if p.kind != "Available" || !strings.Contains(p.message, "The registry is ready") {
			bad = append(bad, p)
		}
	}
	switch {
	case len(found) == 0:
		return []condition{cond}
	case len(bad) == 0:
		return found // the message does not explain the condition
	}
	return bad
}

// operatorStatements returns what ClusterOperator states and Config does not show.
func (c *cluster) operatorStatements() []statement {
	if c.operator == nil || c.state() == openshift.Unmanaged || c.state() == openshift.Removed && conditionOf(c.operator, "Degraded").status != "True" {
		return nil
	}
	var found []statement
	worst := false
	all := conditions(c.operator.content, "status", "conditions")
	for _, cond := range all {
		worst = worst || cond.kind == "Degraded" && cond.status == "True" || cond.kind == "Available" && cond.status == "False"
	}
	for _, cond := range all {
		switch {
		case cond.kind == "Degraded" && cond.status == "True":
		case cond.kind == "Available" && cond.status == "False" && !c.starting(cond.since):
		case cond.kind == "Progressing" && cond.status == "True" && (isError(cond) || worst):
		default:
			continue
		}
		for _, p := range parts(cond) {
			if s := c.operatorStatement(cond, p); s != nil {
				found = append(found, *s)
			}
		}
	}
	return found
}

// operatorStatement returns what a part of a condition states, nil if Config shows it
// or if it is only recent.
func (c *cluster) operatorStatement(cond, p condition) *statement {
	of := subjectOf(p)
	if of == registry {
		of = subjectOf(condition{kind: p.kind, reason: p.reason})
	}
	shown := conditionOf(c.config, p.kind)
	switch {
	case shown.status != "" && shown.status == p.status:
		return nil
	case c.config != nil && (c.recent(shown.since, stuck) || cond.kind == "Progressing" && conditionOf(c.config, "Progressing").status == "True"):
		return nil // ClusterOperator follows Config
	case of == nodeCA && c.recent(p.since, grace):
		return nil
	}
	s := &statement{
		subject: of, object: c.operator.String() + ", condition " + cond.kind, text: p.message, since: p.since, level: levelConfig,
		context: "image-registry " + p.kind + "=" + p.status + " " + p.reason + ":", explains: cond.kind == "Progressing" && !isError(cond),
	}
	if s.text == "" {
		s.text = strings.TrimSpace(cond.kind + " " + cond.status + " " + cond.reason)
	}
	if c.config != nil {
		s.aside = "Config does not show it"
	}
	switch {
	case of == nodeCA:
		s.id = "node-ca"
	case of == pruner:
		s.id = "pruner-job-failed"
	case cond.kind == "Degraded":
		s.id = "operator-degraded"
	}
	return s
}

// available returns the condition that states whether the registry serves images.
func (c *cluster) available() condition {
	switch {
	case c.config != nil && conditionOf(c.config, "Available").kind != "":
		return conditionOf(c.config, "Available")
	case c.operator != nil:
		cond := conditionOf(c.operator, "Available")
		if cond.status == "False" {
			cond.status = "True" // unless a part is about the registry itself
			for _, p := range parts(cond) {
				if subjectOf(p) == registry {
					cond.status = "False"
				}
			}
		}
		return cond
	}
	return conditionOf(c.deployment, "Available")
}
