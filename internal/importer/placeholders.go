package importer

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/placeholder"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// helm matches a template of a Helm chart.
var helm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{\{.*\.(Values|Release|Chart)\b`)
})

// variable matches a variable of Jinja, such as {{ bucket }} or {{ a.b | default('c') }}.
// In a template of ACM, a word without arguments would be a function.
var variable = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{\{-?\s*([A-Za-z_]\w*)(\.\w+|\[[^\]]*\])*\s*(\|[^}]*)?-?\}\}`)
})

// words are the words that stand alone in a template of ACM.
var words = []string{"else", "end", "break", "continue", "skipObject"}

// isJinja reports whether a text contains a variable of Jinja, as in the templates of
// Ansible.
func isJinja(text string) bool {
	return slices.ContainsFunc(variable().FindAllStringSubmatch(text, -1), func(match []string) bool { return !slices.Contains(words, match[1]) })
}

// placeholders returns the tool whose placeholders the objects contain, and the
// empty string without placeholders. It fails if the objects contain placeholders of
// two tools, or templates of Helm or Jinja: a profile supports one tool.
func (s state) placeholders() (string, error) {
	tool, from := "", ""
	for _, id := range slices.Sorted(maps.Keys(s)) {
		o := s[id]
		if o.content == nil || !slices.Contains(kinds, o.kind) {
			continue
		}
		for _, text := range textsOf(o.content) {
			found := placeholder.Of(text)
			if found == "" {
				continue
			}
			shown := placeholder.First(found, text)
			if helm().MatchString(text) {
				return "", fmt.Errorf("%s contains %s of a Helm chart; import the output of helm template", provenance.NameOf(id), shown)
			}
			if found == placeholder.ACM && isJinja(text) {
				return "", fmt.Errorf("%s contains %s, a variable of Jinja or of another tool; import the manifests that the tool renders", provenance.NameOf(id), shown)
			}
			if other := placeholder.Other(found, text); tool != "" && tool != found || other != "" {
				return "", fmt.Errorf("%s contains %s, and %s contains placeholders of another tool; a profile supports the placeholders of one tool; replace the others by values", provenance.NameOf(id), shown, provenance.NameOf(cmp.Or(from, id)))
			}
			tool, from = found, id
		}
	}
	return tool, nil
}

// textsOf returns the texts in a value, sorted by the keys of the maps.
func textsOf(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case tree:
		var all []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, textsOf(v[key])...)
		}
		return all
	case []any:
		var all []string
		for _, item := range v {
			all = append(all, textsOf(item)...)
		}
		return all
	}
	return nil
}

// withPlaceholders sets the tool that replaces the placeholders of a draft. From an
// endpoint with a placeholder, no value follows, so that the draft sets what would
// follow: the values of the operator.
func withPlaceholders(draft tree, tool string) {
	if tool == "" {
		return
	}
	draft["delivery"] = tree{"placeholders": tool}
	s3, _ := at(draft, "storage", "s3").(tree)
	if !placeholder.In(text(s3, "regionEndpoint")) {
		return
	}
	registry, _ := draft["registry"].(tree)
	if registry == nil {
		registry = tree{}
		draft["registry"] = registry
	}
	if registry["disableRedirect"] == nil {
		registry["disableRedirect"] = false
	}
	if s3["encrypt"] == nil && text(draft, "openshift", "platform") == openshift.AWS {
		s3["encrypt"] = false
	}
}
