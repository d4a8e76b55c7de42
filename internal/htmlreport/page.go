package htmlreport

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/plan"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// Page is the content of a report.
type Page struct {
	// Title names what the report is about, for example a folder.
	Title    string
	Clusters []Cluster
	// Effects of a change on the clusters. They are shown if Compared.
	Effects  []plan.Effect
	Compared bool
	// NotCompared are clusters whose effects are not known.
	NotCompared []NotCompared
	// Reason describes the origin of a value.
	Reason func(v1alpha1.Origin) string
}

// NotCompared is a cluster that is not compared with its former state, and the reason.
type NotCompared struct {
	Cluster string `json:"cluster"`
	Reason  string `json:"reason"`
}

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string
)

// Write writes the page. It contains only texts of the clusters and no time, so that
// equal fleets have equal reports.
func Write(w io.Writer, p Page) error {
	t := newTables()
	t.data.Columns, t.data.Newest, t.data.Compared = columns, openshift.LastRelease.String(), p.Compared
	for _, c := range p.Clusters {
		out, err := t.cluster(c, p.Reason)
		if err != nil {
			return err
		}
		t.data.Clusters = append(t.data.Clusters, out)
	}
	changed, err := changes(plan.Groups(p.Effects))
	if err != nil {
		return err
	}
	t.data.Changes = changed
	for _, n := range p.NotCompared {
		t.data.NotCompared = append(t.data.NotCompared, NotCompared{printable.Line(n.Cluster), printable.Line(n.Reason)})
	}
	content, err := json.Marshal(t.data) // escapes <, > and &
	if err != nil {
		return err
	}
	_, err = strings.NewReplacer(
		"{title}", html.EscapeString(printable.Line(p.Title)), "{style}", pageCSS, "{script}", pageJS, "{hash}", hash(pageJS), "{data}", string(content),
	).WriteString(w, pageHTML)
	return err
}

// hash returns the hash of a script for the content security policy: the browser
// runs no other script.
func hash(script string) string {
	sum := sha256.Sum256([]byte(script))
	return base64.StdEncoding.EncodeToString(sum[:])
}
