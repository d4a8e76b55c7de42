// Command registry-profile configures OpenShift's integrated image registry. It
// runs as a KRM function for kustomize and kpt, as a legacy kustomize plugin, and
// on the command line.
package main

import (
	"log"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/printable"
)

func main() {
	log.SetOutput(printable.NewWriter(os.Stderr)) // libraries log values of manifests
	plain := cmd.Plain(os.Getenv)
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		width = 0 // not a terminal
	}
	os.Exit(cmd.Run(os.Args[1:], os.Getenv, cmd.Streams{
		In:       os.Stdin,
		Out:      os.Stdout,
		Err:      os.Stderr,
		Now:      time.Now,
		Terminal: term.IsTerminal(int(os.Stdin.Fd())),
		Progress: term.IsTerminal(int(os.Stderr.Fd())) && !plain,
		Color:    term.IsTerminal(int(os.Stdout.Fd())) && !plain,
		Width:    width,
	}))
}
