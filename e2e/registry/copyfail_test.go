package registry

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// fails runs a pod of the Job, which must fail with a message and leave the registry on
// the old store, writable and complete.
func (s *site) fails(t *testing.T, p *pod, message, phase string) {
	t.Helper()
	require.Error(t, p.run(t.Context(), t), &p.log)
	assert.Contains(t, p.log.String(), message)
	for _, st := range []*store{s.old, s.new} {
		if st.secret != "" {
			assert.NotContains(t, p.log.String(), st.secret)
		}
	}
	require.Equal(t, "as before", s.outcome(t))
	assert.Equal(t, phase, s.record(t)["phase"])
	s.images.fill(t, 1, 20<<10)
	s.images.complete(t)
}

// succeeds runs a pod of the Job, after which the new store has all images.
func (s *site) succeeds(t *testing.T) {
	t.Helper()
	p := s.jobPod(false)
	require.NoError(t, p.run(t.Context(), t), &p.log)
	assert.Contains(t, p.log.String(), "read and compared")
	require.Equal(t, "copied", s.outcome(t))
	s.images.fill(t, 1, 20<<10)
	s.images.complete(t)
}

// TestCopyGuard deletes the Job while the registry is read-only. The CronJob makes it
// writable again, and a new Job continues.
func TestCopyGuard(t *testing.T) {
	needs(t, "busybox")
	s := newSite(t, "pvc", "s3", nil)
	s.images.fill(t, 4, 50<<10)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := s.jobPod(false)
	p.after["freeze"] = cancel
	require.ErrorIs(t, p.run(ctx, t), context.Canceled)
	require.Equal(t, "frozen", s.record(t)["phase"])
	assert.Error(t, s.images.push(20<<10), "read-only")
	guard := s.guardPod(t)
	require.NoError(t, guard.run(t.Context(), t), &guard.log)
	require.Equal(t, "frozen", s.record(t)["phase"], "the Job is active")
	require.NoError(t, controlPlane.Delete(s.job))
	require.NoError(t, guard.run(t.Context(), t), &guard.log)
	require.Equal(t, "as before", s.outcome(t))
	require.Equal(t, "restored", s.record(t)["phase"])
	s.images.fill(t, 1, 20<<10)
	s.apply(t, s.job)
	s.succeeds(t)
	proof(t, "Job deleted while the registry was read-only: the CronJob made it writable, and a new Job copied the images")
}

// TestCopyCorrupted requires that the content of the blobs is verified.
func TestCopyCorrupted(t *testing.T) {
	needs(t, "busybox")
	s := newSite(t, "pvc", "s3", nil)
	s.images.fill(t, 4, 50<<10)
	blobs, err := filepath.Glob(filepath.Join(s.old.tree(), "blobs/sha256/*/*/data"))
	require.NoError(t, err)
	require.NotEmpty(t, blobs)
	content, err := os.ReadFile(blobs[len(blobs)/2])
	require.NoError(t, err)
	broken := append([]byte{}, content...)
	broken[len(broken)-1]++
	require.NoError(t, os.WriteFile(blobs[len(blobs)/2], broken, 0o644))
	p := s.jobPod(false)
	require.Error(t, p.run(t.Context(), t), &p.log)
	assert.Contains(t, p.log.String(), "sha256:"+filepath.Base(filepath.Dir(blobs[len(blobs)/2])))
	require.Equal(t, "as before", s.outcome(t))
	require.Equal(t, "failed", s.record(t)["phase"])
	require.NoError(t, os.WriteFile(blobs[len(blobs)/2], content, 0o644))
	s.succeeds(t)
	proof(t, "corrupted blob of the old store: the Job names it, the registry stays writable; copied after the repair")
}

// TestCopyRefused requires that the Job stops before any change if the stores are not
// those of the profile, or cannot be used.
func TestCopyRefused(t *testing.T) {
	if !full() {
		t.Skip("SKIPPED: only with FULL=1")
	}
	needs(t, "busybox")
	t.Run("wrong name of the old store", func(t *testing.T) {
		s := newSite(t, "s3", "pvc", func(profile Object) {
			at(profile, "spec.delivery.storageChange.source").(Object)["bucket"] = "other"
		})
		s.images.fill(t, 2, 20<<10)
		s.fails(t, s.jobPod(false), "names the bucket old-store, but the profile other", "")
		proof(t, "wrong name of the old store: stopped before any change")
	})
	t.Run("new store not empty", func(t *testing.T) {
		s := newSite(t, "pvc", "s3", nil)
		s.images.fill(t, 2, 20<<10)
		file(t, filepath.Join(s.new.tree(), "repositories/other/app/_layers/x"), "x")
		s.fails(t, s.jobPod(false), "docker/registry/v2 is not empty", "")
		proof(t, "new store with a registry: stopped before any change")
	})
	t.Run("wrong credentials", func(t *testing.T) {
		s := newSite(t, "pvc", "s3", nil)
		s.images.fill(t, 2, 20<<10)
		s.new.serve(t, "other-access-key", "other-secret-key")
		s.fails(t, s.jobPod(false), "cannot read the new store", "")
		proof(t, "wrong credentials of the new store: stopped before any change")
	})
	t.Run("same store", func(t *testing.T) {
		for _, kind := range []string{"pvc", "s3"} {
			st := &store{kind: kind, name: "one", host: "s3.example.com"}
			_, err := testbed.Render((&site{old: st, new: st, ca: newAuthority(t, "storage")}).profile(t, nil), testbed.LastRelease(t))
			if kind == "pvc" {
				assert.ErrorContains(t, err, "claim")
			} else {
				assert.NoError(t, err, "the bucket of another server can have the same name")
			}
		}
		proof(t, "the same claim as source and target: rejected by render")
	})
}

// TestCopyInterrupted requires that the registry stays writable if a store fails during
// the copy, and that the next run ends the change.
func TestCopyInterrupted(t *testing.T) {
	if !full() {
		t.Skip("SKIPPED: only with FULL=1")
	}
	needs(t, "busybox")
	t.Run("expired credentials", func(t *testing.T) {
		s := newSite(t, "pvc", "s3", nil)
		s.images.fill(t, 4, 50<<10)
		p := s.jobPod(false)
		p.after["freeze"] = func() { s.new.serve(t, "other-access-key", "other-secret-key") }
		s.fails(t, p, "the copy of the rest failed", "failed")
		s.new.serve(t, s.new.access, s.new.secret)
		s.succeeds(t)
		proof(t, "credentials that expire while the registry is read-only: writable again; copied by the next pod")
	})
	t.Run("full target", func(t *testing.T) {
		s := newSite(t, "pvc", "s3", nil)
		s.images.fill(t, 6, 50<<10)
		var objects atomic.Int64
		s.new.refuses(func(r *http.Request) int {
			if r.Method == http.MethodPut && objects.Add(1) > 8 {
				return http.StatusForbidden
			}
			return 0
		})
		s.fails(t, s.jobPod(false), "the copy failed", "failed")
		s.new.refuses(nil)
		s.succeeds(t)
		proof(t, "full target: the registry stays writable; copied by the next pod after the quota was raised")
	})
}

// TestCopyReadOnlyTime measures for how long the registry is read-only.
func TestCopyReadOnlyTime(t *testing.T) {
	if !full() {
		t.Skip("SKIPPED: only with FULL=1")
	}
	needs(t, "busybox")
	run := func(pushed int) (readOnly, delta float64) {
		s := newSite(t, "pvc", "s3", nil)
		s.images.fill(t, 20, 500<<10)
		p := s.jobPod(false)
		p.slow = "4M"
		p.after["bulk"] = func() { s.images.fill(t, pushed, 1<<20) }
		require.NoError(t, p.run(t.Context(), t), &p.log)
		require.Equal(t, "copied", s.outcome(t))
		s.images.complete(t)
		return s.operator.readOnlyTime().Seconds(), p.times["delta"].Seconds()
	}
	few, fewDelta := run(2)
	many, manyDelta := run(40)
	assert.Greater(t, many, few)
	proof(t, "read-only for %.1f s (copy of the rest %.1f s) with 2 MiB pushed during the bulk copy, %.1f s (%.1f s) with 40 MiB, at 4 MiB/s", few, fewDelta, many, manyDelta)
}
