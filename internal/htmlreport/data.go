package htmlreport

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/graph"
	"github.com/registry-profile/registry-profile/internal/plan"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/report"
	"github.com/registry-profile/registry-profile/validators"
)

// data is the content of the page. Clusters of a fleet have most texts and many
// objects in common: each distinct one is written once, and referenced by its index.
type data struct {
	Texts   []string `json:"texts"`
	Objects []object `json:"objects"`
	// Columns are the names of the facts.
	Columns []string `json:"columns"`
	// Newest is the newest supported release.
	Newest   string    `json:"newest"`
	Clusters []cluster `json:"clusters"`
	// Rules are the titles of the rules in findings, by ID.
	Rules map[string]string `json:"rules"`
	// Compared reports whether Changes are known.
	Compared bool     `json:"compared"`
	Changes  []change `json:"changes"`
	// NotCompared are the clusters that Changes omit.
	NotCompared []NotCompared `json:"notCompared"`
	// Schema is the ID of errors without a rule, which a profile causes that does not
	// match its schema.
	Schema string `json:"schema"`
}

type object struct {
	ID     int      `json:"id"`
	Fields [][3]int `json:"fields"` // path, value and reason
	Edges  [][2]int `json:"edges"`  // IDs of objects
}

// step contains IDs of objects.
type step struct {
	Title   int   `json:"title"`
	Objects []int `json:"objects"`
}

type cluster struct {
	Name     int       `json:"name"`
	Source   int       `json:"source"`
	Facts    []int     `json:"facts"`
	Findings []finding `json:"findings"`
	// Ready has an entry for each later release that was checked, in ascending order.
	Ready   []ready `json:"ready"`
	Objects []int   `json:"objects"`
	// Hub contains the objects of a hub cluster.
	Hub   []int  `json:"hub"`
	Steps []step `json:"steps"`
}

type ready struct {
	Release  int       `json:"release"`
	Findings []finding `json:"findings"`
}

// finding is the severity, rule, object, field and message of a diagnostic.
type finding [5]int

type change struct {
	Level    string   `json:"level"`
	Object   string   `json:"object"`
	Field    string   `json:"field,omitempty"`
	Text     string   `json:"text"`
	Command  string   `json:"command,omitempty"`
	Old      string   `json:"old,omitempty"`
	New      string   `json:"new,omitempty"`
	Clusters []string `json:"clusters"`
	// Values of each cluster, before and after, if they differ.
	Values [][2]string `json:"values,omitempty"`
}

// tables assign indexes to texts and objects.
type tables struct {
	data    *data
	texts   map[string]int
	objects map[string]int
}

func newTables() *tables {
	return &tables{&data{Texts: []string{}, Objects: []object{}, Clusters: []cluster{}, Rules: map[string]string{}, NotCompared: []NotCompared{}, Schema: report.SchemaRule}, map[string]int{}, map[string]int{}}
}

// text returns the index of a text, which the page shows as one line.
func (t *tables) text(s string) int {
	s = printable.Line(credential.Redact(s))
	i, known := t.texts[s]
	if !known {
		i = len(t.data.Texts)
		t.texts[s] = i
		t.data.Texts = append(t.data.Texts, s)
	}
	return i
}

// object returns the index of an object among the objects of its cluster.
func (t *tables) object(o *generators.Object, all []*generators.Object, reason func(v1alpha1.Origin) string) (int, error) {
	out := object{ID: t.text(o.ID()), Fields: [][3]int{}, Edges: [][2]int{}}
	seen := map[string]bool{}
	for _, f := range o.Fields {
		path := strings.Join(f.Path, ".")
		if f.Absent || seen[path] { // the first value has precedence
			continue
		}
		seen[path] = true
		value, err := json.Marshal(f.Value)
		if err != nil {
			return 0, err
		}
		if graph.IsContents(o, f) {
			value = []byte("the objects of the cluster")
		}
		out.Fields = append(out.Fields, [3]int{t.text(path), t.text(string(value)), t.text(reason(f.Origin))})
	}
	for _, e := range graph.Edges(o, all) {
		out.Edges = append(out.Edges, [2]int{t.text(e.From), t.text(e.To)})
	}
	text, err := json.Marshal(out)
	if err != nil {
		return 0, err
	}
	i, known := t.objects[string(text)]
	if !known {
		i = len(t.data.Objects)
		t.objects[string(text)] = i
		t.data.Objects = append(t.data.Objects, out)
	}
	return i, nil
}

func (t *tables) findings(list []v1alpha1.Diagnostic) []finding {
	out := []finding{}
	for _, d := range list {
		severity := string(d.Severity)
		if d.Suppressed != "" {
			severity = "suppressed"
		}
		if d.Rule == "" && d.Severity == v1alpha1.SeverityError {
			d.Rule = report.SchemaRule
			t.data.Rules[d.Rule] = report.SchemaTitle
		} else if rule, known := validators.Find(d.Rule); known {
			t.data.Rules[d.Rule] = rule.Title
		}
		out = append(out, finding{t.text(severity), t.text(d.Rule), t.text(d.Object), t.text(d.Field), t.text(d.Message)})
	}
	return out
}

func (t *tables) cluster(c Cluster, reason func(v1alpha1.Origin) string) (cluster, error) {
	out := cluster{Name: t.text(c.Name), Source: t.text(c.Source), Facts: []int{}, Findings: t.findings(c.Findings), Ready: []ready{}, Objects: []int{}, Hub: []int{}, Steps: []step{}}
	stated := facts(c.Profile)
	for _, fact := range stated {
		out.Facts = append(out.Facts, t.text(fact))
	}
	for _, r := range c.Readiness {
		out.Ready = append(out.Ready, ready{t.text(r.Release.String()), t.findings(r.Findings)})
	}
	all := slices.Concat(c.Hub, c.Objects)
	for n, o := range all {
		i, err := t.object(o, all, reason)
		if err != nil {
			return out, err
		}
		if n < len(c.Hub) {
			out.Hub = append(out.Hub, i)
		} else {
			out.Objects = append(out.Objects, i)
		}
	}
	for _, s := range graph.Steps(graph.Manifests{Profile: c.Name, Tool: stated[slices.Index(columns, tool)], Objects: c.Objects, Hub: c.Hub}) {
		ids := []int{}
		for _, id := range s.IDs {
			ids = append(ids, t.text(id))
		}
		out.Steps = append(out.Steps, step{t.text(s.Title), ids})
	}
	return out, nil
}

func changes(groups []plan.Group) ([]change, error) {
	all := []change{}
	for _, g := range groups {
		c := change{Level: string(g.Level), Object: printable.Line(g.Object), Field: printable.Line(g.Field), Text: printable.Line(g.Text), Command: printable.Text(g.CommandText(0))}
		for _, name := range g.Clusters {
			c.Clusters = append(c.Clusters, printable.Line(name))
		}
		var err error
		if c.Old, c.New, err = values(plan.Values{Old: g.Old, New: g.New}); err != nil {
			return nil, err
		}
		for _, v := range g.Values {
			from, to, err := values(v)
			if err != nil {
				return nil, err
			}
			c.Values = append(c.Values, [2]string{from, to})
		}
		all = append(all, c)
	}
	return all, nil
}

// values returns two values as JSON; an absent value is empty.
func values(v plan.Values) (from, to string, err error) {
	format := func(value any) string {
		if value == nil || err != nil {
			return ""
		}
		var text []byte
		text, err = json.Marshal(value)
		return printable.Line(string(text))
	}
	return format(v.Old), format(v.New), err
}
