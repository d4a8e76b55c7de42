package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/messages"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/validators"
)

const (
	// maxFull is the number of messages of one text that are described in full.
	maxFull = 3
	// maxSearched is the number of words up to which words are searched in all topics
	// if they are not a message.
	maxSearched = 4
	// nearestBytes is the part of a text that is compared with the messages if it has
	// none of them.
	nearestBytes = 64 << 10
)

// explainText describes the messages in a text. A few plain words that are not a
// message are searched.
func explainText(words []string, s Streams) error {
	text := strings.Join(words, " ")
	if found := messages.Find(text); len(found) > 0 {
		return printMatches(found, strings.Contains(text, "\n"), s)
	}
	switch {
	case len(words) == 1 && (isFile(text) || isPath(text)):
		return explainFile(text, s)
	case len(words) == 1 || len(words) > maxSearched || strings.ContainsAny(text, `:="'[]{}`):
		return noMessage(text)
	}
	return searchTopics(words, s)
}

// explainFile describes the messages in a file.
func explainFile(path string, s Streams) error {
	file, err := os.Open(path)
	if err != nil {
		return usageError(err)
	}
	defer file.Close()
	return explainInput(file, path, s)
}

// isFile reports whether a path is that of a regular file.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// isPath reports whether a word without a match is that of a file that does not exist.
func isPath(word string) bool {
	if strings.ContainsAny(word, " \t\n:") {
		return false
	}
	return strings.Contains(word, "/") || slices.Contains([]string{".log", ".txt", ".out", ".yaml", ".yml", ".json", ".md", ".gz"}, filepath.Ext(word))
}

// explainInput describes the messages in a stream, with bounded memory.
func explainInput(in io.Reader, name string, s Streams) error {
	var head bytes.Buffer
	found, err := messages.FindIn(io.TeeReader(in, &limited{&head, nearestBytes}))
	if err != nil {
		return usageError(fmt.Errorf("%s: %w", name, err))
	}
	if len(found) > 0 {
		return printMatches(found, true, s)
	}
	if strings.TrimSpace(head.String()) == "" {
		return invalid(fmt.Errorf("%s is empty; pass a message, a log or a list of conditions", name))
	}
	return noMessage(head.String())
}

// limited discards what exceeds a number of bytes.
type limited struct {
	w    io.Writer
	rest int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.rest)
	l.rest -= n
	if n > 0 {
		if _, err := l.w.Write(p[:n]); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// unmatched is the error about a text without a known message. It lists the commands
// that explain the nearest ones.
type unmatched []string

func (u unmatched) Error() string { return strings.Join(u, "\n") }

// Lines returns the lines of the error.
func (u unmatched) Lines() []string { return u }

// noMessage returns an error that names the nearest messages.
func noMessage(text string) error {
	if unnamed := messages.Unnamed(text); len(unnamed) > 0 {
		lines := unmatched{"the text does not name the registry, and no known message about the registry matches"}
		for _, e := range unnamed {
			lines = append(lines, "if this is from openshift-image-registry: registry-profile explain "+e.ID)
		}
		return invalid(lines)
	}
	nearest := messages.Nearest(text)
	if len(nearest) == 0 {
		return invalid(errors.New("no known message about the registry matches; run registry-profile explain for a list"))
	}
	lines := unmatched{"no known message about the registry matches; the nearest are:"}
	for _, e := range nearest {
		lines = append(lines, fmt.Sprintf("  registry-profile explain %-26s  %s", e.ID, e.Title()))
	}
	return invalid(lines)
}

// printMatches describes the messages of a text: those that name different causes in
// full, and those that enclose them or that are on the same line in one line each.
func printMatches(found []messages.Match, lines bool, s Streams) error {
	var b strings.Builder
	var brief []messages.Match
	full := map[int]bool{} // lines
	for i, m := range found {
		if i > 0 && (m.IsGeneral() || full[m.Line] || len(full) == maxFull) {
			brief = append(brief, m)
			continue
		}
		full[m.Line] = true
		if i > 0 {
			b.WriteString("\n")
		}
		if lines {
			fmt.Fprintf(&b, "Line %d: %s\n", m.Line, printable.Line(credential.Redact(m.Text)))
		}
		writeEntry(&b, m.Entry, m.Message)
	}
	if len(brief) > 0 {
		b.WriteString("\nAlso in this text:\n")
		for _, m := range brief {
			writeBrief(&b, m.ID, m.Message)
		}
	}
	return printText(b.String(), len(brief) > 0, s)
}

// printEntry describes one message.
func printEntry(e messages.Entry, s Streams) error {
	var b strings.Builder
	writeEntry(&b, e, e.Title())
	return printText(b.String(), false, s)
}

// printConditions describes what a type or a reason of a condition means, and lists
// the messages that it has.
func printConditions(conditions []messages.Condition, entries []messages.Entry, s Streams) error {
	var b strings.Builder
	for _, c := range conditions {
		fmt.Fprintf(&b, "%s\n  %s\n  %s\n", c.Title(), c.Meaning, c.Remedy)
	}
	if len(entries) > 0 {
		b.WriteString("Messages:\n")
		for _, e := range entries {
			writeBrief(&b, e.ID, e.Title())
		}
	}
	return printText(b.String(), len(entries) > 0, s)
}

func printText(text string, names bool, s Streams) error {
	if _, err := io.WriteString(s.Out, text); err != nil {
		return usageError(err)
	}
	if names {
		s.note("registry-profile explain NAME describes one of them")
	}
	return nil
}

// writeBrief writes one line about a message.
func writeBrief(b *strings.Builder, id, message string) {
	line := []rune(fmt.Sprintf("  %-26s  %s", id, message))
	if len(line) > topicWidth {
		line = append(line[:topicWidth-1], '…')
	}
	b.WriteString(string(line) + "\n")
}

// writeEntry writes all facts about a message of an entry.
func writeEntry(b *strings.Builder, e messages.Entry, message string) {
	fmt.Fprintf(b, "%s: %s (%s)\n\n%s\n%s\n\n", e.ID, message, e.Component, e.Meaning, e.Remedy)
	switch {
	case e.Condition != "" && e.Reason != "":
		fmt.Fprintf(b, "Condition: %s, reason %s\n", e.Condition, e.Reason)
	case e.Condition != "":
		fmt.Fprintf(b, "Condition: %s\n", e.Condition)
	case e.Reason != "":
		fmt.Fprintf(b, "Reason: %s\n", e.Reason)
	}
	switch {
	case e.Since != "" && e.Until != "":
		fmt.Fprintf(b, "Releases: %s to %s\n", e.Since, e.Until)
	case e.Since != "":
		fmt.Fprintf(b, "Releases: from %s\n", e.Since)
	case e.Until != "":
		fmt.Fprintf(b, "Releases: up to %s\n", e.Until)
	}
	b.WriteString("Causes:\n")
	for _, cause := range e.Causes {
		fmt.Fprintf(b, "  - %s\n", cause)
	}
	b.WriteString("Look at:\n")
	for _, command := range e.Look {
		fmt.Fprintf(b, "  $ %s\n", command)
	}
	if len(e.Rules) > 0 {
		b.WriteString("Rules:\n")
		for _, id := range e.Rules {
			rule, _ := validators.Find(id)
			fmt.Fprintf(b, "  %s  %s\n", id, rule.Title)
		}
	}
	b.WriteString("Fields:\n")
	for _, path := range e.Fields {
		fmt.Fprintf(b, "  %s\n", path)
	}
	fmt.Fprintf(b, "Source: %s\n", e.Source)
}
