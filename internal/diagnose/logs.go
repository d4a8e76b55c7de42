package diagnose

import (
	"strings"

	"github.com/registry-profile/registry-profile/internal/messages"
)

// Log is the end of the log of a container.
type Log struct {
	// Pod and File are the name of the pod, and current.log or previous.log.
	Pod, File string
	Text      string
}

// logged precedes each line of a log in the search: the lines do not name the registry.
const logged = "image-registry: "

// logStatements returns the messages in the logs. They explain a fault, and are none by
// themselves: the operator and the registry retry.
func (c *cluster) logStatements() []statement {
	var found []statement
	for _, log := range c.logs {
		s := statement{subject: registry, object: "log of Pod/" + log.Pod + " (" + log.File + ")", level: levelLast, explains: true, only: true}
		if strings.HasPrefix(log.Pod, "image-pruner-") {
			s.subject = pruner
		}
		for _, match := range messages.Find(marked(log.Text)) {
			if isGeneral(match.ID) || match.Component == messages.Client || match.Component == messages.Alert {
				continue
			}
			s.id, s.text = match.ID, strings.TrimPrefix(match.Text, logged)
			found = append(found, s)
		}
	}
	return found
}

// marked returns a log whose lines name the registry. Indented lines continue others.
func marked(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	for line := range strings.Lines(text) {
		if line[0] != ' ' && line[0] != '\t' && !strings.HasPrefix(line, "caused by:") {
			b.WriteString(logged)
		}
		b.WriteString(line)
	}
	return b.String()
}
