package placeholder

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/template/parse"
)

// Tools that replace placeholders, the values of spec.delivery.placeholders.
const (
	ACM               = "ACM"
	Flux              = "Flux"
	ArgoCDVaultPlugin = "ArgoCDVaultPlugin"
)

// Tools lists the tools.
var Tools = []string{ACM, Flux, ArgoCDVaultPlugin}

// syntax is the syntax of the placeholders of a tool.
type syntax struct {
	// pattern matches a placeholder, also of Go and of ECMA-262, at least its start.
	pattern string
	// ends are the ends of a placeholder, for display.
	ends []string
	// example of a placeholder, for messages.
	example string
	// check returns an error for a text that the tool cannot replace.
	check func(text string) error
}

// plugin matches <path:…> anywhere, and <key> as the whole text.
const plugin = `<path:[^>]*>|^<[^<>]+>$`

var syntaxes = map[string]syntax{
	ACM:               {`\{\{`, []string{"hub}}", "}}"}, `{{hub fromConfigMap "" "clusters" "bucket" hub}}`, checkTemplate},
	Flux:              {`\$\{`, []string{"}"}, "${bucket}", checkVariable},
	ArgoCDVaultPlugin: {plugin, []string{">"}, "<path:secret/data/registry#bucket>", checkPath},
}

// Pattern returns a regular expression, also of ECMA-262, that matches the texts
// with a placeholder of a tool.
func Pattern(tool string) string { return syntaxes[tool].pattern }

var patterns = sync.OnceValue(func() map[string]*regexp.Regexp {
	compiled := map[string]*regexp.Regexp{}
	for tool, s := range syntaxes {
		compiled[tool] = regexp.MustCompile(s.pattern)
	}
	return compiled
})

// In reports whether a text contains a placeholder of any tool, so that the value
// on the cluster is unknown.
func In(text string) bool {
	return strings.ContainsAny(text, "{<") && slices.ContainsFunc(Tools, func(tool string) bool { return Has(tool, text) })
}

// Has reports whether a text contains a placeholder of the tool. It is false
// without a tool.
func Has(tool, text string) bool {
	switch tool { // most texts have none
	case "":
		return false
	case ACM:
		return strings.Contains(text, "{{")
	case Flux:
		return strings.Contains(text, "${")
	}
	return strings.Contains(text, "<") && patterns()[tool].MatchString(text)
}

// Other returns a tool other than this one with a placeholder in the text, and the
// empty string if there is none.
func Other(tool, text string) string {
	for _, other := range Tools {
		if other != tool && Has(other, text) {
			return other
		}
	}
	return ""
}

// Of returns the tool with a placeholder in the text, and the empty string if
// there is none.
func Of(text string) string { return Other("", text) }

// maxShown is the maximum length of a placeholder in a message.
const maxShown = 80

// First returns the first placeholder of the tool in the text for a message. The
// text must contain one.
func First(tool, text string) string {
	s := syntaxes[tool]
	at := patterns()[tool].FindStringIndex(text)
	if at == nil {
		return ""
	}
	text = text[at[0]:]
	end := len(text)
	for _, mark := range s.ends {
		if i := strings.Index(text, mark); i >= 0 {
			end = min(end, i+len(mark))
		}
	}
	if runes := []rune(text[:end]); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return text[:end]
}

// Check returns an error if the text contains a placeholder that the tool cannot
// replace, such as one without its end. It accepts texts without placeholders.
func Check(tool, text string) error {
	if !Has(tool, text) {
		return nil
	}
	if err := syntaxes[tool].check(text); err != nil {
		return fmt.Errorf("not a placeholder of %s (%w); correct it, for example %s", tool, err, syntaxes[tool].example)
	}
	return nil
}

// checkTemplate parses a text as the hub and the managed cluster do, one after the
// other. The names of the functions are not checked.
func checkTemplate(text string) error {
	rest, err := withoutActions(text, "{{hub", "hub}}")
	if err != nil {
		return err
	}
	_, err = withoutActions(rest, "{{", "}}")
	return err
}

// withoutActions parses a template with these delimiters, and returns its text
// outside of the actions.
func withoutActions(text, left, right string) (string, error) {
	tree := parse.New("value")
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(text, left, right, map[string]*parse.Tree{}); err != nil {
		_, problem, _ := strings.Cut(err.Error(), "value:1: ")
		return "", errors.New(strings.TrimSpace(problem))
	}
	var outside strings.Builder
	for _, n := range tree.Root.Nodes {
		if t, ok := n.(*parse.TextNode); ok {
			outside.Write(t.Text)
		}
	}
	return outside.String(), nil
}

// variable matches the start of a variable up to the function or the end: names
// have letters, digits and underscores, and a digit cannot be the first.
var variable = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\$\{#?[_A-Za-z][_0-9A-Za-z]*[-}:=,^/#%]`)
})

// checkVariable checks that each variable has a name and an end. The default of a
// variable can contain variables.
func checkVariable(text string) error {
	open := 0
	for i := 0; i < len(text); i++ {
		switch {
		case open == 0 && strings.HasPrefix(text[i:], "$$"):
			i++ // an escaped dollar
		case strings.HasPrefix(text[i:], "${"):
			if !variable().MatchString(text[i:]) {
				return errors.New("after ${, a name of letters, digits and '_' and } or a function must follow")
			}
			open++
			i++
		case open > 0 && text[i] == '}':
			open--
		}
	}
	if open > 0 {
		return errors.New("the closing } is missing")
	}
	return nil
}

// path matches the rest of a <path:…> and any text after it.
var path = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^#<>]+#[^#<>]+(#[^#<>]+)?>`) })

// checkPath checks that each <path:…> has a path, a key and an end.
func checkPath(text string) error {
	for i, part := range strings.Split(text, "<path:") {
		if i > 0 && !path().MatchString(part) {
			return errors.New("after <path:, a path, # and a key must follow")
		}
	}
	return nil
}
