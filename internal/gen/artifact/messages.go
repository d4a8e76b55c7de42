package artifact

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/registry-profile/registry-profile/internal/messages"
	"github.com/registry-profile/registry-profile/validators"
)

// operatorConditions is the page about conditions, messages and alerts.
const operatorConditions = "docs/operator-conditions.md"

// messageReference returns the page about conditions, messages and alerts, with its
// tables.
func messageReference(root string) (Files, error) {
	content, err := os.ReadFile(filepath.Join(root, operatorConditions))
	if err != nil {
		return nil, err
	}
	var groups strings.Builder
	tables := map[string]string{"conditions": conditionTable(), "symptoms": symptomTable()}
	for _, g := range messages.Groups() {
		switch g.Title {
		case "Pruner", "Alerts":
			tables[strings.ToLower(g.Title)] = messageTable(g.Entries)
		default:
			groups.WriteString("### " + g.Title + "\n\n" + messageTable(g.Entries) + "\n")
		}
	}
	tables["messages"] = strings.TrimSuffix(groups.String(), "\n")
	for mark, text := range tables {
		if content, err = inserted(content, operatorConditions, mark, text); err != nil {
			return nil, err
		}
	}
	return Files{operatorConditions: content}, nil
}

func conditionTable() string {
	t := newTable("Condition and reason", "Meaning", "Next step")
	for _, c := range messages.Conditions() {
		t.row(c.Title(), prose(c.Meaning), prose(c.Remedy))
	}
	return t.String()
}

func messageTable(entries []messages.Entry) string {
	t := newTable("Message", "Seen in", "Cause", "Next step", "Rules")
	for _, e := range entries {
		seen := string(e.Component)
		if e.Condition != "" {
			seen += ": " + e.Condition
		}
		if e.Since != "" {
			seen += ", from " + e.Since
		}
		if e.Until != "" {
			seen += ", up to " + e.Until
		}
		t.row("`"+e.Title()+"`", seen, prose(strings.Join(e.Causes, " ")), prose(e.Remedy), ruleLinks(e.Rules))
	}
	return t.String()
}

func symptomTable() string {
	t := newTable("Symptom", "Cause", "What the function does", "Rules")
	for _, s := range messages.Symptoms() {
		t.row(s.Title, prose(s.Cause), prose(s.Prevention), ruleLinks(s.Rules))
	}
	return t.String()
}

// ruleLinks returns links to the details of rules.
func ruleLinks(ids []string) string {
	var links []string
	for _, id := range ids {
		if r, known := validators.Find(id); known {
			links = append(links, "["+id+"](../validators/README.md"+Anchor(ruleHeading(r))+")")
		}
	}
	return strings.Join(links, ", ")
}

// code matches what is set as code in a sentence: fields, and commands of the program.
var code = regexp.MustCompile(`\bspec(\.[A-Za-z]\w*(\[\])?)+|\bregistry-profile( (aws policy|lint|plan|doctor))?`)

func prose(sentence string) string { return code.ReplaceAllString(sentence, "`$0`") }
