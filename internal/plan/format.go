package plan

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Formats are the output formats of effects, by name.
var Formats = map[string]func(io.Writer, []Effect) error{
	"text":     asText,
	"json":     asJSON,
	"markdown": markdown,
}

// FormatNames returns the names of the formats, sorted.
func FormatNames() []string { return slices.Sorted(maps.Keys(Formats)) }

// noEffects is the output if no effect exists.
const noEffects = "No changes on any cluster.\n"

func asText(w io.Writer, effects []Effect) error {
	var b strings.Builder
	cluster := ""
	for _, e := range effects {
		if e.Cluster != cluster {
			cluster = e.Cluster
			fmt.Fprintln(&b, cluster)
		}
		sentences := strings.ReplaceAll(e.Text, ". ", ".\n    ") // one on each line
		fmt.Fprintf(&b, "  %s: %s: %s%s\n", e.Level, e.Object, strings.TrimSuffix(e.sentence(), e.Text), sentences)
		if e.Command != "" {
			fmt.Fprintf(&b, "    %s\n", e.Command)
		}
	}
	return write(w, b.String())
}

// markdown writes effects for a comment on a pull request: losses and warnings
// first, then all other effects in a collapsed section.
func markdown(w io.Writer, effects []Effect) error {
	var b strings.Builder
	titles := map[Level]string{Loss: "Possible data loss", Warning: "Warnings", Info: "Changes"}
	for start := 0; start < len(effects); {
		cluster := effects[start].Cluster
		fmt.Fprintf(&b, "### %s\n\n", cluster)
		for _, level := range []Level{Loss, Warning, Info} {
			var lines strings.Builder
			for _, e := range effects[start:] {
				if e.Cluster != cluster || e.Level != level {
					continue
				}
				fmt.Fprintf(&lines, "- `%s`: %s\n", e.Object, e.sentence())
				if e.Command != "" {
					fmt.Fprintf(&lines, "  ```sh\n  %s\n  ```\n", e.Command)
				}
			}
			switch {
			case lines.Len() == 0:
			case level == Info:
				fmt.Fprintf(&b, "<details><summary>%s</summary>\n\n%s\n</details>\n\n", titles[level], lines.String())
			default:
				fmt.Fprintf(&b, "**%s**\n\n%s\n", titles[level], lines.String())
			}
		}
		for start < len(effects) && effects[start].Cluster == cluster {
			start++
		}
	}
	return write(w, b.String())
}

func write(w io.Writer, s string) error {
	if s == "" {
		s = noEffects
	}
	_, err := io.WriteString(w, s)
	return err
}

func asJSON(w io.Writer, effects []Effect) error {
	if effects == nil {
		effects = []Effect{}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(effects)
}

// sentence returns the field, its values and the text of an effect.
func (e Effect) sentence() string {
	s := e.Text
	switch {
	case e.Field != "" && e.Old != nil && e.New != nil:
		s = fmt.Sprintf("%s: %s → %s: %s", e.Field, show(e.Old), show(e.New), e.Text)
	case e.Field != "" && e.New != nil:
		s = fmt.Sprintf("%s: %s: %s", e.Field, show(e.New), e.Text)
	case e.Field != "":
		s = e.Field + ": " + e.Text
	}
	return s
}
