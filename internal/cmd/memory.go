package cmd

import (
	"math"
	"runtime/debug"

	"github.com/registry-profile/registry-profile/internal/budget"
	"github.com/registry-profile/registry-profile/internal/interrupt"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// softLimit is the memory, in bytes, above which the collector no longer waits
// for the heap to double. A value of 100 MB exceeds it: the YAML library copies
// such a value into larger and larger buffers, and each buffer leaves the
// previous one behind. Without a limit, the buffers that the collector has not
// freed yet add up to hundreds of megabytes, and to more on a busy machine.
//
// The limit bounds garbage, not memory in use. To use less memory, do not keep
// the text of what the library parses (see verbatim.DocumentsFrom).
const softLimit = 256 << 20

// noLimit is what the runtime reports if no limit has been set.
const noLimit = math.MaxInt64

// boundMemory sets the soft limit, unless GOMEMLIMIT has set one. It returns a
// function that restores the previous limit.
func boundMemory() func() {
	before := debug.SetMemoryLimit(-1) // reads the limit without a change
	if before != noLimit {
		return func() {}
	}
	debug.SetMemoryLimit(softLimit)
	return func() { debug.SetMemoryLimit(before) }
}

// within ends the process when the input needs more memory than a number of bytes, or
// when a kustomization needs more time than budget.Time. It returns a function that
// removes the bounds.
func (s Streams) within(memory uint64) func() {
	return budget.Watch(memory, func(err error) {
		printable.Fprintf(s.Err, "error: %v\n", err)
		interrupt.End(s.work.remove, exitUsage)
	})
}

// withinPlugin is within for a folder of Argo CD, with the bounds of the plugin.
func (s Streams) withinPlugin(folder string) func() {
	stop, done := s.within(budget.PluginMemory), budget.Build(folder, budget.Time)
	return func() {
		done()
		stop()
	}
}

// collectLess makes the collector run less frequently, and returns a function that
// restores the former frequency. A fleet creates many small, short-lived objects, and
// this saves a fifth of the time.
func collectLess() func() {
	former := debug.SetGCPercent(800)
	return func() { debug.SetGCPercent(former) }
}
