package report

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// many is the number of clusters from which equal diagnostics are one entry, and
// maxNames the number of clusters that an entry names.
const (
	many     = 3
	maxNames = 10
)

// names lists the names of clusters, of many only the first ones.
func names(list []string) string {
	if len(list) <= maxNames {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:maxNames], ", "), len(list)-maxNames)
}

// common is a diagnostic that many clusters have in common.
type common struct {
	clusters []string // sorted
	// d is the diagnostic of the first cluster. Its object has no name if it is a
	// profile, and it has no value if the values differ.
	d v1alpha1.Diagnostic
}

// inCommon returns the diagnostics that many clusters have in common, in the order of
// the first ones, and all others. The values of the field may differ.
// clusters are the names of clusters by file, if they are known.
func inCommon(list []v1alpha1.Diagnostic, clusters map[string]string) (all []common, others []v1alpha1.Diagnostic) {
	type key struct {
		severity                     v1alpha1.Severity
		rule, object, field, message string
	}
	keyOf := func(d v1alpha1.Diagnostic) key {
		_, object := profileOf(d)
		return key{d.Severity, d.Rule, object, d.Field, d.Message}
	}
	groups := map[key][]v1alpha1.Diagnostic{}
	for _, d := range list {
		groups[keyOf(d)] = append(groups[keyOf(d)], d)
	}
	names := map[key][]string{}
	for _, d := range list {
		k := keyOf(d)
		found, listed := names[k]
		if !listed {
			found = clustersOf(groups[k], clusters)
			names[k] = found
		}
		switch {
		case len(found) < many:
			others = append(others, d)
		case !listed:
			d.Object, d.Within = k.object, ""
			for _, other := range groups[k] {
				if v1alpha1.Brief(other.Current) != v1alpha1.Brief(d.Current) {
					d.Current = nil
					break
				}
			}
			all = append(all, common{found, d})
		}
	}
	return all, others
}

// clustersOf returns the distinct names of the clusters of diagnostics, sorted: those
// of their profiles, or else the folders of their files. If a folder has several
// files, it returns the files.
func clustersOf(list []v1alpha1.Diagnostic, known map[string]string) []string {
	files := map[string]string{} // by folder
	flat := false
	for _, d := range list {
		dir := filepath.Dir(d.File)
		if file, known := files[dir]; known && file != d.File {
			flat = true
		}
		files[dir] = d.File
	}
	var names []string
	for _, d := range list {
		name, _ := profileOf(d)
		name = cmp.Or(name, known[d.File])
		switch {
		case name != "":
			names = append(names, name)
		case flat:
			names = append(names, d.File)
		default:
			names = append(names, filepath.Dir(d.File))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// profileOf returns the name of the profile that a diagnostic is about, and the object
// without that name.
func profileOf(d v1alpha1.Diagnostic) (name, object string) {
	if name, ok := strings.CutPrefix(d.Object, v1alpha1.Kind+"/"); ok {
		return name, v1alpha1.Kind
	}
	return "", d.Object
}

// head returns the line before the diagnostics that clusters have in common.
func (c common) head() string {
	return fmt.Sprintf("%d clusters: %s", len(c.clusters), printable.Line(names(c.clusters)))
}

// FleetLines writes one line for each diagnostic, with its file, for the log of a
// command that renders a fleet. A diagnostic that many clusters have in common is one
// line with their names. clusters are the names by file, if they are known.
func FleetLines(w io.Writer, list []v1alpha1.Diagnostic, clusters map[string]string) {
	all, others := inCommon(list, clusters)
	for _, c := range all {
		Lines(w, c.head()+": ", []v1alpha1.Diagnostic{c.d})
	}
	for _, d := range others {
		Lines(w, d.File+": ", []v1alpha1.Diagnostic{d})
	}
}
