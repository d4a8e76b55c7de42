package plan

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/printable"
)

// Report is the impact of a change on clusters.
type Report struct {
	Effects []Effect
	// Clusters is the number of clusters that were compared.
	Clusters int
	// Live reports whether the old objects are those of running clusters.
	Live bool
}

// Style decides what an output format shows. The JSON format always contains
// everything.
type Style struct {
	// Color colors the levels.
	Color bool
	// Verbose shows the names of all clusters, and long values in full.
	Verbose bool
	// Summary shows one line for each group of equal effects.
	Summary bool
	// Command is the command that prints the whole report.
	Command string
}

// Formats are the output formats of reports, by name.
var Formats = map[string]func(io.Writer, Report, Style) error{
	"text":     asText,
	"json":     asJSON,
	"markdown": markdown,
}

// FormatNames returns the names of the formats, sorted.
func FormatNames() []string { return slices.Sorted(maps.Keys(Formats)) }

// conclusion is the last line: whether running clusters match Git, or that there are no
// changes; empty otherwise.
func (r Report) conclusion() string {
	subject, verb := "The cluster", "matches"
	totals := r.Totals()
	if totals.Clusters > 1 {
		subject, verb = "The clusters", "match"
	}
	switch {
	case len(r.Effects) == 0 && r.Live:
		return subject + " " + verb + " Git."
	case len(r.Effects) == 0:
		return "No changes on any cluster."
	case r.Live && OnlyMetadata(r.Effects):
		return subject + " " + verb + " Git, except for annotations and labels."
	case r.Live && totals.Clusters > 1:
		return fmt.Sprintf("%d of %d clusters do not match Git.", totals.Changed-totals.Metadata, totals.Clusters)
	case r.Live:
		return "The cluster does not match Git."
	}
	return ""
}

func asJSON(w io.Writer, r Report, _ Style) error {
	effects := r.Effects
	if effects == nil {
		effects = []Effect{}
	}
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(effects); err != nil {
		return err
	}
	_, err := io.WriteString(w, printable.JSON(b.String()))
	return err
}

// listLimit is the number of elements of a list that is not shown in full.
const listLimit = 10

// listed joins names, and counts those after the first ones.
func listed(all []string, verbose bool, format func(string) string) string {
	some := all
	if len(all) > listLimit && !verbose {
		some = all[:listLimit]
	}
	shown := make([]string, len(some))
	for i, name := range some {
		shown[i] = format(name)
	}
	text := strings.Join(shown, ", ")
	if rest := len(all) - len(some); rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return text
}

// count returns a number with a noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
