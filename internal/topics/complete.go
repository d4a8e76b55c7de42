package topics

import "strings"

// Completions returns the names that begin with a text, each followed by a tab and
// its title, for a shell. Paths of fields are completed segment by segment: the
// completion of a field with fields below it ends with a period.
func Completions(text string) ([]string, error) {
	all, err := All()
	if err != nil {
		return nil, err
	}
	parents := map[string]bool{}
	for _, t := range all {
		if at := strings.LastIndexByte(t.Name, '.'); at > 0 {
			parents[t.Name[:at]] = true
		}
	}
	var found []string
	for _, t := range all {
		name := t.Name
		switch {
		case t.Kind == Rule:
			if !strings.HasPrefix(name, strings.ToUpper(text)) {
				continue
			}
		case t.Kind == PageOf:
			continue
		case t.Kind == Message:
			if text == "" || !strings.HasPrefix(name, text) {
				continue
			}
		default:
			if text != "" && !strings.HasPrefix("spec.", text) && !strings.HasPrefix(text, "spec.") {
				name = strings.TrimPrefix(name, "spec.") // the prefix is optional
			}
			if !strings.HasPrefix(name, text) || strings.Contains(name[len(text):], ".") {
				continue
			}
			if parents[t.Name] {
				name += "."
			}
		}
		found = append(found, name+"\t"+t.Title)
	}
	return found, nil
}
