package cmd

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/messages"
	"github.com/registry-profile/registry-profile/internal/storage"
	"github.com/registry-profile/registry-profile/internal/topics"
	"github.com/registry-profile/registry-profile/validators"
)

const (
	// maxTopics is the maximum number of topics that a search lists.
	maxTopics = 28
	// topicWidth is the maximum width of a line about a topic.
	topicWidth = 100
)

// explainTopic prints rules, fields, pages or messages, or lists what matches the words.
func explainTopic(words []string, s Streams) error {
	switch {
	case len(words) == 0:
		return listTopics(s)
	case len(words) == 1 && words[0] == "-":
		return explainInput(s.In, "standard input", s)
	case len(words) == 1 && !strings.ContainsAny(words[0], " \t\n"):
		return explainOne(fieldName(words[0]), s)
	case slices.ContainsFunc(words, func(word string) bool { return !isName(word) }):
		return explainText(words, s)
	}
	for i, word := range words {
		if i > 0 {
			fmt.Fprintln(s.Out)
		}
		if err := explainOne(fieldName(word), s); err != nil {
			return err
		}
	}
	return nil
}

// fieldName removes the dot before the path of a field. It keeps that of a file.
func fieldName(word string) string {
	if strings.HasPrefix(word, "..") || strings.HasPrefix(word, "./") {
		return word
	}
	return strings.TrimPrefix(word, ".")
}

// isName reports whether a word has the form of a rule, or of a path of fields.
func isName(word string) bool {
	return !strings.ContainsAny(word, " \t\n") && (ruleLike().MatchString(word) || strings.Contains(strings.TrimPrefix(word, "."), "."))
}

// explainOne prints a rule, a field, a page, a message or the messages of a file, or
// lists what matches a word.
func explainOne(word string, s Streams) error {
	if rule, known := validators.Find(strings.ToUpper(word)); known {
		return explainRule(rule, s)
	}
	if guess := validators.Closest(word); ruleLike().MatchString(word) && guess != "" {
		return invalid(fmt.Errorf("%s is not a rule; did you mean %s?", word, guess))
	}
	if described, err := fields.Describe(word); err != nil {
		return usageError(err)
	} else if len(described) > 0 {
		return printFields(described, s)
	}
	pages, err := topics.Pages()
	if err != nil {
		return usageError(err)
	}
	for _, page := range pages {
		if page.Path == word || strings.HasSuffix(page.Path, "/"+word) {
			return printPage(page, s)
		}
	}
	if e, known := messages.ByID(word); known {
		return printEntry(e, s)
	}
	ends, err := topics.Suffix(word)
	if err != nil {
		return usageError(err)
	}
	path := strings.Contains(word, ".")
	if len(ends) == 1 && (path || ends[0].Kind == topics.FieldOf) {
		described, err := fields.Describe(ends[0].Name)
		if err != nil {
			return usageError(err)
		}
		return printFields(described, s)
	}
	if path && len(ends) > 1 {
		return printTopics(ends, s)
	}
	if found := messages.Find(word); len(found) > 0 {
		return printMatches(found, false, s)
	}
	if named, known := messages.Titled(word); known {
		return printMatches([]messages.Match{named}, false, s)
	}
	if conditions, entries := messages.Of(word); len(conditions)+len(entries) > 0 {
		return printConditions(conditions, entries, s)
	}
	if isFile(word) || isPath(word) {
		return explainFile(word, s)
	}
	if path {
		return invalid(fmt.Errorf("%s is not a rule or a field of %s: %s", word, v1alpha1.Kind, fields.Unknown(word)))
	}
	return searchTopics([]string{word}, s)
}

// ruleLike matches the format of a rule ID.
var ruleLike = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([A-Za-z]{2}|[Ss]3)[0-9]+$`) })

// searchTopics lists the topics that match all words, or else most of them.
func searchTopics(words []string, s Streams) error {
	found, matched, err := topics.Search(words...)
	if err != nil {
		return usageError(err)
	}
	if len(found) > 0 {
		if matched < len(words) {
			s.note("nothing matches all words; these match %d of %d:", matched, len(words))
		}
		return printTopics(found, s)
	}
	text := strings.Join(words, " ")
	guess, err := topics.Nearest(text)
	if err != nil {
		return usageError(err)
	}
	if guess != "" {
		return invalid(fmt.Errorf("nothing matches %s; did you mean %s?", text, guess))
	}
	return invalid(fmt.Errorf("nothing matches %s; run registry-profile explain for a list", text))
}

// printTopics lists topics, one line for each.
func printTopics(found []topics.Topic, s Streams) error {
	width := 0
	for _, t := range found[:min(len(found), maxTopics)] {
		width = max(width, len(t.Name))
	}
	var b strings.Builder
	for _, t := range found[:min(len(found), maxTopics)] {
		line := []rune(fmt.Sprintf("%-7s  %-*s  %s", t.Kind, width, t.Name, t.Title))
		if len(line) > topicWidth {
			line = append(line[:topicWidth-1], '…')
		}
		b.WriteString(string(line) + "\n")
	}
	if more := len(found) - maxTopics; more > 0 {
		fmt.Fprintf(&b, "and %d more; add a word to list fewer\n", more)
	}
	if _, err := io.WriteString(s.Out, b.String()); err != nil {
		return usageError(err)
	}
	s.note("registry-profile explain NAME describes one of them")
	return nil
}

// listTopics lists what can be explained.
func listTopics(s Streams) error {
	all, err := fields.All()
	if err != nil {
		return usageError(err)
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "Fields of a profile:")
	for _, f := range all {
		if strings.Count(f.Path, ".") != 1 {
			continue
		}
		n := 0
		for _, other := range all {
			if strings.HasPrefix(other.Path, strings.TrimSuffix(f.Path, "[]")+".") || strings.HasPrefix(other.Path, f.Path+"[]") {
				n++
			}
		}
		doc, _, _ := strings.Cut(f.Doc, ". ")
		fmt.Fprintf(table, "  %s\t%d\t%s\n", f.Path, n, strings.TrimSuffix(doc, "."))
	}
	fmt.Fprintln(table, "\nStorage types:")
	for _, c := range storage.All() {
		fmt.Fprintf(table, "  spec.storage.%s\t\t%s\n", c.Key, c.Facts().Title)
	}
	fmt.Fprintln(table, "\nRules:")
	for _, f := range topics.Families() {
		ids := f.IDs[0]
		if len(f.IDs) > 1 {
			ids += " to " + f.IDs[len(f.IDs)-1]
		}
		fmt.Fprintf(table, "  %s\t%d\t%s\n", ids, len(f.IDs), f.Title)
	}
	fmt.Fprintln(table, "\nMessages:")
	for _, g := range messages.Groups() {
		fmt.Fprintf(table, "  \t%d\t%s\n", len(g.Entries), g.Title)
	}
	if err := table.Flush(); err != nil {
		return usageError(err)
	}
	s.note("registry-profile explain NAME describes one of them, explain WORD... searches, and explain \"MESSAGE\" looks up a message")
	return nil
}

// printFields prints a field and the fields right below it.
func printFields(described []fields.Field, s Streams) error {
	var b strings.Builder
	for i, f := range described {
		kind := f.Type
		if f.Default != "" {
			kind += ", default " + f.Default
		}
		if f.Required {
			kind += ", required"
		}
		fmt.Fprintf(&b, "%s (%s)\n  %s\n", f.Path, kind, f.Doc)
		if i == 0 {
			b.WriteString(details(f))
		}
	}
	if _, err := io.WriteString(s.Out, b.String()); err != nil {
		return usageError(err)
	}
	return nil
}

// printPage prints what a page of the documentation contains.
func printPage(p topics.Page, s Streams) error {
	text := fmt.Sprintf("%s (%s)\n  Read it to %s.\n", p.Title, p.Path, p.Purpose)
	if strings.HasPrefix(p.Path, "docs/reference/") {
		text = fmt.Sprintf("%s (%s)\n  Contains %s.\n", p.Title, p.Path, p.Purpose)
	}
	for _, section := range p.Sections {
		text += "  - " + section + "\n"
	}
	if _, err := io.WriteString(s.Out, text); err != nil {
		return usageError(err)
	}
	return nil
}

// completeTopic completes rules, and fields segment by segment.
func completeTopic(_ *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
	found, err := topics.Completions(text)
	if len(args) > 0 || err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	if slices.ContainsFunc(found, func(c string) bool { name, _, _ := strings.Cut(c, "\t"); return strings.HasSuffix(name, ".") }) {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return found, directive
}
