package doctor

import (
	"os"
	"slices"
)

// Level is the severity of a finding.
type Level string

// The levels. A Warning can be intended; Wrong requires a correction.
const (
	OK      Level = "ok"
	Warning Level = "warning"
	Wrong   Level = "wrong"
)

// Finding is the result of one check.
type Finding struct {
	Level Level
	// Text describes the result.
	Text string
	// Fix is the remedy, empty for level OK.
	Fix string
	// Places are the files and folders of the result; empty for one about the
	// environment.
	Places []string
}

func passed(text string) Finding       { return Finding{Level: OK, Text: text} }
func warning(text, fix string) Finding { return Finding{Level: Warning, Text: text, Fix: fix} }
func wrong(text, fix string) Finding   { return Finding{Level: Wrong, Text: text, Fix: fix} }

// at returns the finding for a file or a folder.
func (f Finding) at(place string) Finding {
	f.Places = []string{place}
	return f
}

// Needs is what the checked folders need to run the function. The zero value means
// that it is not known.
type Needs struct {
	// Plugin, Exec and Container are the ways in which kustomize runs the function.
	Plugin, Exec, Container bool
	// Program reports that the program itself renders a profile, without kustomize.
	Program bool
}

// Diagnose checks the environment and the sources of profiles: folders with a
// kustomization, and files with a profile. Equal findings of many sources are one.
func (e Environment) Diagnose(sources []string) []Finding {
	var needs Needs
	var found []Finding
	for _, source := range sources {
		if info, err := os.Stat(source); err == nil && !info.IsDir() {
			needs.Program = true
			found = append(found, passed("no kustomization runs the profile; registry-profile render generates its manifests").at(source))
			continue
		}
		some, n := e.kustomization(source)
		found = append(found, some...)
		needs.Plugin, needs.Exec = needs.Plugin || n.Plugin, needs.Exec || n.Exec
		needs.Container, needs.Program = needs.Container || n.Container, needs.Program || n.Program
	}
	return append(e.Check(needs), group(found)...)
}

// group merges findings that differ only in their places. The order is that of their
// first occurrences.
func group(found []Finding) []Finding {
	var groups []Finding
	for _, f := range found {
		i := slices.IndexFunc(groups, func(g Finding) bool { return g.Level == f.Level && g.Text == f.Text && g.Fix == f.Fix })
		if i < 0 {
			groups = append(groups, f)
			continue
		}
		for _, place := range f.Places {
			if !slices.Contains(groups[i].Places, place) {
				groups[i].Places = append(groups[i].Places, place)
			}
		}
	}
	return groups
}
