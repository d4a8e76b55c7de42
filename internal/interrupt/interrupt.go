// Package interrupt removes temporary files when a signal ends the process.
package interrupt

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// writing is locked for reading while temporary files are written, and for writing
// once a signal has arrived.
var writing sync.RWMutex

// Shield runs a short piece of work that writes or replaces temporary files. A signal
// ends the process before or after it. Calls must not be nested.
func Shield(work func() error) error {
	writing.RLock()
	defer writing.RUnlock()
	return work()
}

// Handle runs clean and ends the process when SIGINT or SIGTERM arrives. The exit
// code is that of a process which the signal ends: 130 or 143. It has no effect after
// a call of stop.
func Handle(clean func()) (stop func()) {
	signals := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-done:
		case received := <-signals:
			signal.Stop(signals) // a second signal ends the process at once
			End(clean, Code(received))
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// End runs clean and ends the process with an exit code.
func End(clean func(), code int) {
	writing.Lock() // until the end: nothing writes a temporary file again
	clean()
	os.Exit(code)
}

// Code returns the exit code of a process that a signal ended.
func Code(s os.Signal) int {
	number, ok := s.(syscall.Signal)
	if !ok {
		number = syscall.SIGINT
	}
	return 128 + int(number)
}
