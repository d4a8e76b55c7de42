package fleet

import (
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Each calls do for every number below n, with one worker for each processor. It
// returns the first error.
func Each(n int, do func(i int) error) error {
	var group errgroup.Group
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		group.Go(func() error {
			for i := w; i < n; i += workers {
				if err := do(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// workers runs work once for each processor. It returns the first error.
func workers(work func() error) error {
	var group errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		group.Go(work)
	}
	return group.Wait()
}
