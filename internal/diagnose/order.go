package diagnose

import (
	"slices"
	"strings"
)

// origins are faults from which others follow, although those have entries of their own.
var origins = []struct {
	id      string
	follows func(f Fault) bool
}{
	{"node-not-ready", func(f Fault) bool {
		return f.ID == "multi-attach" || f.subject == registry && strings.HasPrefix(f.Object, "Pod/") || strings.HasPrefix(f.Object, "Event of Pod/")
	}},
	// The External Secret reads the credentials that the claim creates.
	{"bucket-claim", func(f Fault) bool {
		kind, _, _ := strings.Cut(f.Object, "/")
		return slices.Contains([]string{"ExternalSecret", "SecretStore", "ClusterSecretStore", "Config", "Event of ExternalSecret"}, kind) && (f.subject == credentials || f.subject == registry)
	}},
}

// demote makes the faults that follow from another one its consequences.
func demote(faults []Fault) {
	for _, o := range origins {
		i := slices.IndexFunc(faults, func(f Fault) bool { return f.ID == o.id && f.rank[0] == 0 })
		if i < 0 {
			continue
		}
		faults[i].rank = [3]int{0, levelStore, -len(faults) - 1} // the first one
		for j, f := range faults {
			if j != i && f.rank[0] == 0 && o.follows(f) {
				faults[j].rank = [3]int{1, -1, f.rank[1]}
			}
		}
	}
}
