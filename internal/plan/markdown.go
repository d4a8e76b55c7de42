package plan

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/registry-profile/registry-profile/internal/printable"
)

// Sizes in bytes. GitHub rejects comments of more than 65,536 characters.
const (
	markdownLimit = 59_000
	// entryLimit is the size of an entry that is shortened.
	entryLimit = 8_000
	// tailLimit is the size of everything after the last entry.
	tailLimit = 1_500
)

var titles = map[Level]string{Loss: "Possible data loss", Warning: "Warnings", Info: "Changes"}

// markdown writes a comment for a pull request: the totals, losses, warnings, and all
// other effects in a collapsed section. It omits the last entries of a report that is
// too long, and counts them.
func markdown(w io.Writer, r Report, style Style) error {
	var b strings.Builder
	groups := entries(r.Effects, style.Verbose)
	totals := r.Totals()
	if len(groups) > 0 {
		fmt.Fprintf(&b, "**%s**\n\n", totals)
	}
	if len(groups) > 0 && totals.Clusters == 1 {
		fmt.Fprintf(&b, "### %s\n\n", printable.Code(cut(r.Effects[0].Cluster)))
	}
	section, omitted := Level(""), 0
	end := func() {
		if section == Info {
			b.WriteString("\n</details>\n")
		}
		if section != "" {
			b.WriteString("\n")
		}
	}
	for i, g := range groups {
		entry := style.item(g, totals.Clusters > 1)
		if len(entry) > entryLimit {
			entry = style.short(g, totals.Clusters > 1)
		}
		if b.Len()+len(entry)+tailLimit > markdownLimit {
			omitted = len(groups) - i
			break
		}
		if g.Level != section {
			end()
			section = g.Level
			if section == Info {
				fmt.Fprintf(&b, "<details><summary>%s</summary>\n\n", titles[section])
			} else {
				fmt.Fprintf(&b, "**%s**\n\n", titles[section])
			}
		}
		b.WriteString(entry)
	}
	end()
	if omitted > 0 {
		more := "1 more entry"
		if omitted > 1 {
			more = fmt.Sprintf("%d more entries", omitted)
		}
		fmt.Fprintf(&b, "%s: run %s\n", more, printable.Code(cut(cmp.Or(style.Command, "registry-profile plan"))))
	}
	if last := r.conclusion(); last != "" {
		b.WriteString(last + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// item formats a group as an item of a list.
func (s Style) item(g Group, withClusters bool) string {
	if s.Summary {
		return s.short(g, withClusters)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "- %s%s\n", subjectItem(g), printable.Markdown(g.Text))
	all := g.alternatives()
	for i, v := range all {
		if i == listLimit {
			fmt.Fprintf(&b, "  - and %s\n", count(len(all)-i, "other value"))
			break
		}
		fmt.Fprintf(&b, "  - %s: %s\n", cmp.Or(values(v.Old, v.New, false, printable.Code), "no value"), s.clusters(v.Clusters))
	}
	if withClusters && len(all) == 0 {
		fmt.Fprintf(&b, "\n  %s: %s\n", count(len(g.Clusters), "cluster"), s.clusters(g.Clusters))
	}
	if command := printable.Text(g.CommandText(listLimit)); command != "" {
		fence := strings.Repeat("`", max(3, printable.Backticks(command)+1))
		fmt.Fprintf(&b, "  %ssh\n  %s\n  %s\n", fence, strings.ReplaceAll(command, "\n", "\n  "), fence)
	}
	return b.String()
}

// short formats a group as an item with one line.
func (s Style) short(g Group, withClusters bool) string {
	first, _, _ := strings.Cut(g.Text, ". ")
	item := "- " + subjectItem(g) + printable.Markdown(cut(first))
	if withClusters {
		item += fmt.Sprintf(" (%s: %s)", count(len(g.Clusters), "cluster"), s.clusters(g.Clusters))
	}
	return item + "\n"
}

// subjectItem formats the object, the field and the values of a group.
func subjectItem(g Group) string {
	subject := printable.Code(cut(g.Object)) + ": "
	if g.Field != "" {
		subject += printable.Code(cut(g.Field)) + ": "
		if changed := values(g.Old, g.New, false, printable.Code); changed != "" {
			subject += changed + ": "
		}
	}
	return subject
}

// clusters formats names of clusters. All names of a fleet do not fit into a comment.
func (s Style) clusters(names []string) string {
	return listed(names, false, func(name string) string { return printable.Code(cut(name)) })
}

// cut shortens a text.
func cut(text string) string {
	if runes := []rune(text); len(runes) > valueLimit {
		return string(runes[:valueLimit]) + "…"
	}
	return text
}
