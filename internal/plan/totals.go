package plan

import "fmt"

// Totals are the numbers of clusters by what happens to them.
type Totals struct{ Clusters, Changed, Loss, Downtime, Rollouts int }

// Totals counts the clusters of a report.
func (r Report) Totals() Totals {
	type cluster struct{ loss, downtime, rollout bool }
	clusters := map[string]cluster{}
	for _, e := range r.Effects {
		c := clusters[e.Cluster]
		c.loss = c.loss || e.Level == Loss
		c.downtime = c.downtime || e.Downtime
		c.rollout = c.rollout || e.Rollout
		clusters[e.Cluster] = c
	}
	t := Totals{Clusters: max(r.Clusters, len(clusters)), Changed: len(clusters)}
	for _, c := range clusters {
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
	return fmt.Sprintf("Clusters: %d, changed: %d, with possible data loss: %d, with downtime: %d, with replaced pods: %d", t.Clusters, t.Changed, t.Loss, t.Downtime, t.Rollouts)
}
