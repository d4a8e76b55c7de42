package registry

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// full reports whether the full list of tests runs.
func full() bool { return os.Getenv("FULL") != "" }

// TestCopy moves a registry to another store with the rendered Job, in containers, while
// images are pushed and one is deleted.
func TestCopy(t *testing.T) {
	needs(t, "podman", "busybox")
	pairs := [][2]string{{"pvc", "s3"}, {"s3", "pvc"}}
	if full() {
		pairs = append(pairs, [][2]string{
			{"pvc", "pvc"}, {"s3", "s3"},
			{"pvc", "gcs"}, {"gcs", "pvc"}, {"s3", "gcs"}, {"gcs", "s3"},
			{"pvc", "azure"}, {"azure", "pvc"}, {"s3", "azure"}, {"azure", "s3"},
			{"gcs", "azure"}, {"azure", "gcs"}, {"gcs", "gcs"},
		}...)
	}
	for n, pair := range pairs {
		count := 10
		if full() && n == 0 {
			count = 200
		}
		t.Run(pair[0]+"-to-"+pair[1], func(t *testing.T) {
			s := newSite(t, pair[0], pair[1], nil)
			s.images.fill(t, count, 100<<10)
			p := s.jobPod(true)
			stop := s.images.pushing()
			defer stop()
			p.after["bulk"] = func() { s.images.remove(t) }
			began := time.Now()
			require.NoError(t, p.run(t.Context(), t), &p.log)
			took := time.Since(began)
			assert.Contains(t, p.log.String(), "read and compared")
			assert.NotContains(t, p.log.String(), "not found")
			require.Equal(t, "copied", s.outcome(t))
			accepted, refused := stop()
			s.images.fill(t, 1, 100<<10)
			s.images.complete(t)
			assert.NotZero(t, refused, "the registry was read-only")
			overhead := took - p.times["bulk"] - p.times["delta"]
			assert.Less(t, overhead, 30*time.Second)
			proof(t, "images copied from %s to %s in containers: %d before, %d pushed and %d refused meanwhile, 1 deleted; read-only %s; %s besides rclone",
				pair[0], pair[1], count, accepted, refused, seconds(s.operator.readOnlyTime()), seconds(overhead))
			again := s.jobPod(false)
			require.NoError(t, again.run(t.Context(), t), &again.log)
			assert.Contains(t, again.log.String(), "nothing to do")
		})
	}
}

// TestCopyKill kills the pod of the Job at a random moment. Another pod of the Job ends
// the change, or the guard makes the registry writable again.
func TestCopyKill(t *testing.T) {
	needs(t, "busybox")
	kills := 1
	if full() {
		kills = 10
	}
	ends := map[string]int{}
	for n := range kills {
		retry := n%2 == 0
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			s := newSite(t, "pvc", "s3", nil)
			s.images.fill(t, 10, 100<<10)
			stop := s.images.pushing()
			defer stop()
			moment := randomMoment()
			ctx, cancel := context.WithTimeout(t.Context(), moment)
			defer cancel()
			p := s.jobPod(false)
			p.slow = "1M"
			p.after["bulk"] = func() { s.images.fill(t, 2, 100<<10) }
			err := p.run(ctx, t)
			phase := s.record(t)["phase"]
			if retry {
				p = s.jobPod(false)
				require.NoError(t, p.run(t.Context(), t), &p.log)
			} else {
				require.NoError(t, controlPlane.Delete(s.job))
				p = s.guardPod(t)
				require.NoError(t, p.run(t.Context(), t), &p.log)
			}
			end := s.outcome(t)
			if retry {
				require.Equal(t, "copied", end)
			}
			ends[end]++
			accepted, _ := stop()
			s.images.fill(t, 1, 100<<10)
			s.images.complete(t)
			proof(t, "pod killed after %s (%v) in phase %q, %d images pushed meanwhile: %s", seconds(moment), err, phase, accepted, end)
		})
	}
	if len(ends) > 0 {
		proof(t, "%d kills: %v", kills, ends)
	}
}

// randomMoment returns a moment of a run with the limit of TestCopyKill.
func randomMoment() time.Duration {
	return 500*time.Millisecond + rand.N(12*time.Second)
}
