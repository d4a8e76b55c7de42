// Command registry-profile configures OpenShift's integrated image registry. It
// runs as a KRM function for kustomize and kpt, as a legacy kustomize plugin, and
// on the command line.
package main

import (
	"os"
	"time"

	"golang.org/x/term"

	"github.com/registry-profile/registry-profile/internal/cmd"
)

func main() {
	os.Exit(cmd.Run(os.Args[1:], os.Getenv, cmd.Streams{
		In:       os.Stdin,
		Out:      os.Stdout,
		Err:      os.Stderr,
		Now:      time.Now,
		Terminal: term.IsTerminal(int(os.Stdin.Fd())),
		Progress: term.IsTerminal(int(os.Stderr.Fd())),
		Color:    term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}))
}
