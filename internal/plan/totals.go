package plan

import "fmt"

// Totals are the numbers of clusters by what happens to them.
// Metadata counts the changed ones of which only annotations and labels change.
type Totals struct{ Clusters, Changed, Metadata, Loss, Downtime, Rollouts int }

// Totals counts the clusters of a report.
func (r Report) Totals() Totals {
	type cluster struct{ more, loss, downtime, rollout bool }
	clusters := map[string]cluster{}
	for _, e := range r.Effects {
		c := clusters[e.Cluster]
		c.more = c.more || !e.metadata()
		c.loss = c.loss || e.Level == Loss
		c.downtime = c.downtime || e.Downtime
		c.rollout = c.rollout || e.Rollout
		clusters[e.Cluster] = c
	}
	t := Totals{Clusters: max(r.Clusters, len(clusters)), Changed: len(clusters)}
	for _, c := range clusters {
		if !c.more {
			t.Metadata++
		}
		if c.loss {
			t.Loss++
		}
		if c.downtime {
			t.Downtime++
		}
		if c.rollout {
			t.Rollouts++
		}
	}
	return t
}

// String returns the numbers as one line.
func (t Totals) String() string {
	changed := fmt.Sprint(t.Changed)
	if t.Metadata > 0 {
		changed += fmt.Sprintf(", of these only annotations and labels: %d", t.Metadata)
	}
	return fmt.Sprintf("Clusters: %d, changed: %s, with possible data loss: %d, with downtime: %d, with replaced pods: %d", t.Clusters, changed, t.Loss, t.Downtime, t.Rollouts)
}
