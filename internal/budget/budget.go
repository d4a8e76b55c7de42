// Package budget bounds what the composition of kustomizations may take. Kustomize
// expands components, patches and replacements in one call that nothing can cancel, so
// a process that exceeds the time or the memory must end.
package budget

import (
	"bytes"
	"fmt"
	"runtime/metrics"
	"sync"
	"time"
)

// The bounds of one kustomization, including its bases.
const (
	// Kustomizations is the number of kustomizations that a build visits. One that two
	// others list is visited twice.
	Kustomizations = 10_000
	// Depth is the number of kustomizations that list each other, one below the other.
	Depth = 100
	// Objects is the number of YAML documents in the files of a build.
	Objects = 20_000
	// Time is the longest time of a build, and of a run of `cmp generate` and `cmp
	// discover`. Argo CD ends a plugin after 90 seconds by default.
	Time = 60 * time.Second
)

// The memory in bytes that a process may take.
const (
	// PluginMemory is that of `cmp generate` and `cmp discover`.
	PluginMemory = 1 << 30
	// Memory is that of all other commands.
	Memory = 4 << 30
)

// Exceeded is the error of an input that exceeds a bound.
type Exceeded struct {
	// What needs too much: the path of a kustomization or of a folder, or the command.
	What string
	// Bound names the bound, for example "more than 10000 kustomizations".
	Bound string
}

func (e *Exceeded) Error() string {
	return fmt.Sprintf("%s: needs %s; split it, or remove what repeats without end", e.What, e.Bound)
}

// More returns the error of an input that needs more than a number of units.
func More[N int | int64 | uint64](what string, bound N, unit string) *Exceeded {
	return &Exceeded{what, fmt.Sprintf("more than %d %s", bound, unit)}
}

// Documents returns the number of YAML documents in a text, without parsing it.
func Documents(text []byte) int { return bytes.Count(text, []byte("\n---")) + 1 }

var (
	mutex sync.Mutex
	// onTime is called with the error of a build that takes too long; nil without a
	// Watch.
	onTime func(error)
)

// Watch calls exceeded once the process takes more memory than a number of bytes, or a
// Build more time than its bound. The callback must end the process. Watch returns a
// function that ends the watch.
func Watch(memory uint64, exceeded func(error)) (stop func()) {
	done := make(chan struct{})
	var once sync.Once
	end := func(err error) { once.Do(func() { exceeded(err) }) }
	mutex.Lock()
	before := onTime
	onTime = end
	mutex.Unlock()
	go func() {
		// Allocations double what a kustomization has in a fraction of a second.
		ticks := time.NewTicker(10 * time.Millisecond)
		defer ticks.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticks.C:
			}
			if used() > memory {
				end(More("the input", memory, "bytes of memory"))
				return
			}
		}
	}()
	return func() {
		close(done)
		mutex.Lock()
		onTime = before
		mutex.Unlock()
	}
}

// used returns the memory of the process as the runtime counts it.
func used() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}

// Build limits the time of a piece of work about a kustomization, if there is a Watch.
// It returns a function that reports the end of the work.
func Build(what string, most time.Duration) (done func()) {
	timer := time.AfterFunc(most, func() {
		mutex.Lock()
		end := onTime
		mutex.Unlock()
		if end != nil {
			end(More(what, int(most.Seconds()), "seconds"))
		}
	})
	return func() { timer.Stop() }
}
