package cmd

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Version is the version of the program; the linker sets it.
var Version string

func versionCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  registry-profile version",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return printVersion(s) },
	}
}

func printVersion(s Streams) error {
	if _, err := fmt.Fprintln(s.Out, version()); err != nil {
		return usageError(err)
	}
	return nil
}

// version returns Version, or the module version from the Go build information.
func version() string {
	if Version != "" {
		return Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
