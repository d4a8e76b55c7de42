package adopt

import (
	"maps"
	"slices"
	"strings"
)

// Findings returns what the rules report about a cluster.
func (r *Repository) Findings(cluster string) []string {
	i := slices.IndexFunc(r.clusters, func(c Cluster) bool { return c.Name == cluster })
	return r.clusters[i].findings
}

// Invalid returns the names of the clusters whose profiles have errors.
func (r *Repository) Invalid() []string {
	var names []string
	for _, c := range r.clusters {
		if c.invalid {
			names = append(names, c.Name)
		}
	}
	return names
}

// WithoutURL returns the files in which the user must replace UnknownURL.
func (r *Repository) WithoutURL() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		if name != r.page && strings.Contains(string(r.files[name]), UnknownURL) {
			names = append(names, name)
		}
	}
	return names
}
