package budget_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/internal/budget"
)

// next returns the next error, or fails.
func next(t *testing.T, errs <-chan error) error {
	t.Helper()
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Minute):
		t.Fatal("no error")
		return nil
	}
}

func TestMemory(t *testing.T) {
	errs := make(chan error, 9)
	stop := budget.Watch(1, func(err error) { errs <- err })
	defer stop()
	assert.ErrorContains(t, next(t, errs), "more than 1 bytes of memory")
}

func TestTime(t *testing.T) {
	errs := make(chan error, 9)
	stop := budget.Watch(budget.Memory, func(err error) { errs <- err })
	budget.Build("within", time.Hour)()
	done := budget.Build("a/kustomization.yaml", time.Millisecond)
	defer done()
	assert.ErrorContains(t, next(t, errs), "a/kustomization.yaml: needs more than 0 seconds")
	stop()
	defer budget.Build("unwatched", time.Nanosecond)()
	time.Sleep(20 * time.Millisecond)
	assert.Empty(t, errs)
}
