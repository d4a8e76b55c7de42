package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// maxText bounds a message in the text.
const maxText = 300

// maxCauses bounds the causes that the text describes.
const maxCauses = 3

// Text returns the answer for people, one line for each fact.
func (r Report) Text() string {
	var b strings.Builder
	write := func(format string, args ...any) { b.WriteString(line(fmt.Sprintf(format, args...)) + "\n") }
	write("%s", r.Headline)
	for i, f := range r.Causes {
		if i == maxCauses {
			write("and %d more causes; see --format json", len(r.Causes)-i)
			break
		}
		id := ""
		if f.ID != "" {
			id = " [" + f.ID + "]"
		}
		b.WriteString("\n")
		write("cause: %s: %s%s", f.Object, shorten(f.Text), id)
		if f.Meaning != "" {
			write("  %s", f.Meaning)
		}
		if len(f.Causes) > 0 {
			write("  Possible reasons: %s", strings.Join(f.Causes, " "))
		}
		if f.Remedy != "" {
			write("  %s", f.Remedy)
		}
	}
	if len(r.Next) > 0 {
		b.WriteString("\n")
	}
	for i, command := range r.Next {
		write("%s %s", map[bool]string{true: "next:", false: "     "}[i == 0], command)
	}
	if len(r.Consequences) > 0 {
		b.WriteString("\n")
		var follows []string
		for _, f := range r.Consequences {
			name := f.Object
			if f.ID != "" {
				name += " [" + f.ID + "]"
			}
			if !slices.Contains(follows, name) {
				follows = append(follows, name)
			}
		}
		write("consequences: %s", strings.Join(follows, "; "))
	}
	for _, note := range r.Notes {
		write("note: %s", note)
	}
	if !r.Wrong() && len(r.Examined) > 0 {
		newest := ""
		if !r.Taken.IsZero() {
			newest = "; newest time " + show(r.Taken)
		}
		write("examined: %s%s", strings.Join(r.Examined, ", "), newest)
	}
	commands := map[string][]string{}
	var order []string
	for _, gap := range r.Missing {
		if commands[gap.Command] == nil {
			order = append(order, gap.Command)
		}
		commands[gap.Command] = append(commands[gap.Command], gap.What)
	}
	for _, command := range order {
		write("not in this dump: %s; collect with: %s", strings.Join(commands[command], ", "), command)
	}
	return b.String()
}

func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "") + "…"
}

// line returns a text as one line without credentials.
func line(text string) string { return printable.Line(credential.Redact(text)) }
