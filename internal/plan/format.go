package plan

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
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

// conclusion is the last line if no effect exists, or if no effect changes what the
// registry does; empty otherwise.
func (r Report) conclusion() string {
	subject, verb := "The cluster", "matches"
	if r.Totals().Clusters > 1 {
		subject, verb = "The clusters", "match"
	}
	switch {
	case len(r.Effects) == 0 && r.Live:
		return subject + " " + verb + " Git."
	case len(r.Effects) == 0:
		return "No changes on any cluster."
	case r.Live && OnlyMetadata(r.Effects):
		return subject + " " + verb + " Git, except for annotations and labels."
	}
	return ""
}

func asJSON(w io.Writer, r Report, _ Style) error {
	effects := r.Effects
	if effects == nil {
		effects = []Effect{}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(effects)
}

// values returns the values of an effect, or those of one cluster in a group; empty
// if it has none.
func values(old, now any, format func(any) string) string {
	switch {
	case old != nil && now != nil:
		return format(old) + " → " + format(now)
	case now != nil:
		return format(now)
	}
	return ""
}

// valueLimit is the number of characters of a value that is not shown in full.
const valueLimit = 200

// brief formats a value, and cuts a long one.
func brief(value any) string {
	text := []rune(show(value))
	if len(text) > valueLimit {
		return string(text[:valueLimit]) + "…"
	}
	return string(text)
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
