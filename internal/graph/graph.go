// Package graph draws the manifests of a profile with their references and their
// apply order.
package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// Manifests are the manifests of a profile.
type Manifests struct {
	// Profile is the name of the profile.
	Profile string
	// Tool that applies the manifests: spec.delivery.tool of the profile.
	Tool string
	// Objects of the cluster.
	Objects []*generators.Object
	// Hub contains the objects of a hub cluster that apply the objects; it is empty
	// for other tools.
	Hub []*generators.Object
}

// Layout keeps a drawing of seven steps readable at the width of a page on a Git host:
// names are wrapped at hyphens, and the gaps are small.
const Layout = `%%{init: {"flowchart": {"wrappingWidth": 140, "nodeSpacing": 20, "rankSpacing": 24, "padding": 8, "subGraphTitleMargin": {"top": 2, "bottom": 6}}}}%%`

// Mermaid returns the manifests as a Mermaid flowchart. A box contains the objects of
// one step of their tool, left to right in apply order. An arrow leads from an object
// to the objects that reference it, and from a Job to the objects that it writes. Dashed
// objects are not part of the manifests.
func Mermaid(m Manifests) string {
	g := graph{numbers: map[string]int{}}
	for _, o := range slices.Concat(m.Hub, m.Objects) {
		g.add(o.ID())
	}
	g.line("%s", Layout)
	g.line("flowchart LR")
	boxes := Steps(m)
	if len(m.Hub) > 0 {
		g.line(`  subgraph hub["Hub cluster"]`)
		for _, o := range m.Hub {
			g.node("    ", o.ID(), "")
		}
		g.line("  end")
	}
	for i, s := range boxes {
		g.line(`  subgraph step%d["%s"]`, i+1, escape(s.Title))
		for _, id := range s.IDs {
			g.node("    ", id, "")
		}
		g.line("  end")
	}
	edges := g.references(slices.Concat(m.Hub, m.Objects))
	g.order(m, boxes, edges)
	if g.outside {
		g.line("  classDef others stroke-dasharray: 4")
	}
	return g.text.String()
}

type graph struct {
	text    strings.Builder
	numbers map[string]int
	outside bool // whether there is an object that the profile does not create
}

func (g *graph) line(format string, args ...any) { fmt.Fprintf(&g.text, format+"\n", args...) }

// add numbers an object.
func (g *graph) add(id string) int {
	if _, known := g.numbers[id]; !known {
		g.numbers[id] = len(g.numbers) + 1
	}
	return g.numbers[id]
}

func (g *graph) node(indent, id, class string) {
	g.line(`%sn%d["%s"]%s`, indent, g.add(id), label(id), class)
}

// references draws the arrows, and the objects that the profile does not create.
func (g *graph) references(objects []*generators.Object) []Edge {
	var edges []Edge
	for _, o := range objects {
		for _, e := range Edges(o, objects) {
			for _, id := range []string{e.From, e.To} {
				if _, known := g.numbers[id]; !known {
					g.node("  ", id, ":::others")
					g.outside = true
				}
			}
			g.line("  n%d --> n%d", g.numbers[e.From], g.numbers[e.To])
			edges = append(edges, e)
		}
	}
	return edges
}

// order draws invisible links from the last objects of each step to the first ones of
// the next step. Without them, Mermaid places objects that reference nothing anywhere.
func (g *graph) order(m Manifests, boxes []Step, edges []Edge) {
	if len(m.Hub) > 0 {
		hub := Step{}
		for _, o := range m.Hub {
			hub.IDs = append(hub.IDs, o.ID())
			if contains(o) && len(boxes) > 0 {
				g.line("  n%d -. applies the steps .-> step1", g.numbers[o.ID()])
			}
		}
		boxes = slices.Concat([]Step{hub}, boxes)
	}
	for i := 1; i < len(boxes); i++ {
		g.line("  %s ~~~ %s", g.ends(boxes[i-1].IDs, edges, Edge.first), g.ends(boxes[i].IDs, edges, Edge.second))
	}
}

func (e Edge) first() (from, to string)  { return e.From, e.To }
func (e Edge) second() (from, to string) { return e.To, e.From }

// ends returns the objects of a step without an arrow to another object of the step, in
// the direction of the Edges that direction returns.
func (g *graph) ends(ids []string, edges []Edge, direction func(Edge) (from, to string)) string {
	var ends []string
	for _, id := range ids {
		inner := slices.ContainsFunc(edges, func(e Edge) bool {
			from, to := direction(e)
			return from == id && to != id && slices.Contains(ids, to)
		})
		if !inner {
			ends = append(ends, fmt.Sprintf("n%d", g.numbers[id]))
		}
	}
	return strings.Join(ends, " & ")
}

// label returns the kind and the name of an object.
func label(id string) string {
	parts := strings.SplitN(id, "/", 3)
	return escape(parts[0]) + "<br/>" + escape(parts[len(parts)-1])
}

// escape replaces the characters that Mermaid can interpret in a label: quotes, markup,
// formulas, directives and entities, and what is not printable. It cannot prevent emphasis: Mermaid decodes an
// escaped * before it reads Markdown. Names of existing objects can be placeholders.
func escape(text string) string {
	var b strings.Builder
	text = printable.Line(credential.Redact(text))
	for i, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" -./:,()", r):
			b.WriteRune(r)
		case r == '$' && strings.HasSuffix(text[:i], "$"):
			b.WriteString("#8203;#36;") // a space without width: an escaped $$ still starts a formula
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
