package repository

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/krm"
)

// charts lists the Helm charts, and the files that are not YAML.
func (r *reader) charts() {
	charts := map[string]bool{} // whether a template names one of our kinds
	for _, e := range r.entries {
		switch {
		case e.chart != "":
			charts[e.chart] = charts[e.chart] || e.kind
			if e.kind {
				r.problem(Problem{Skipped: Skipped{Path: e.path, Kind: Chart, Reason: "a template of the Helm chart " + e.chart}, Line: 1})
			}
		case e.source && e.kind:
			r.problem(Problem{Skipped: Skipped{Path: e.path, Kind: Template, Reason: "a file that another tool renders"}, Line: 1})
			r.skip(e.path, Template, "template; render it to files first")
		case e.source:
		case e.invalid != nil:
			r.unreadable(e, parsed{err: e.invalid})
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(charts)) {
		r.skip(dir, Chart, "Helm chart; render it to files first")
	}
}

// folders adds a cluster for each folder with files that belong to no
// kustomization.
func (r *reader) folders() {
	var dirs []string
	byDir := map[string][]*entry{}
	names := map[string]bool{}
	for _, e := range r.entries {
		if e.chart != "" || e.source || e.kustomization() && !e.named || r.covered[e.full] {
			continue
		}
		dir := filepath.Dir(e.path)
		if byDir[dir] == nil {
			dirs = append(dirs, dir)
		}
		byDir[dir] = append(byDir[dir], e)
		names[dir] = names[dir] || e.registry
	}
	archiveOf := archives(dirs)
	collected := map[string][]*entry{}
	for _, dir := range dirs {
		root, archived := archiveOf[dir]
		switch {
		case !names[dir] && !slices.ContainsFunc(byDir[dir], func(e *entry) bool { return e.err != nil }) && !(archived && describesCluster(dir)):
		case archived:
			collected[root] = append(collected[root], byDir[dir]...)
		default:
			r.folder(dir, byDir[dir])
		}
	}
	for _, root := range slices.Sorted(maps.Keys(collected)) {
		if slices.ContainsFunc(collected[root], func(e *entry) bool { return e.registry || e.err != nil }) {
			r.archive(root, collected[root])
		}
	}
}

// folder adds the objects of files as one cluster.
func (r *reader) folder(dir string, entries []*entry) {
	c := &Cluster{Path: dir, sources: map[*yaml.RNode][]source{}}
	if len(entries) == 1 && entries[0].named {
		c.Path = entries[0].path
	}
	r.addEntries(c, entries)
	for _, c := range c.split() {
		r.keep(c)
	}
}

// addEntries adds the objects of files.
func (r *reader) addEntries(c *Cluster, entries []*entry) {
	for _, e := range entries {
		if e.err != nil {
			r.skip(e.path, Unreadable, e.err.Error())
			continue
		}
		p := r.parsed(e.path)
		if errors.Is(e.invalid, krm.ErrUTF16) {
			p = parsed{err: e.invalid}
		}
		r.unreadable(e, p)
		r.addDocuments(c, e.path, p)
	}
}

// unreadable records that a file cannot be read as YAML.
func (r *reader) unreadable(e *entry, p parsed) {
	if p.err == nil {
		return
	}
	kind, reason := Unreadable, p.err.Error()
	if e.template {
		kind, reason = Template, "template: "+reason
	}
	judged := e.kind || e.named || e.namespace && kind == Unreadable
	if judged {
		r.problem(Problem{Skipped: Skipped{Path: e.path, Kind: kind, Reason: p.err.Error()}, Line: yamlLine(p.err)})
	}
	if kind == Template || !judged {
		r.skip(e.path, kind, reason)
	}
}

// yamlLine returns the line in the message of the YAML library, or 1.
func yamlLine(err error) int {
	var line int
	_, after, found := strings.Cut(err.Error(), "line ")
	if _, scanErr := fmt.Sscanf(after, "%d", &line); found && scanErr == nil {
		return line
	}
	return 1
}
