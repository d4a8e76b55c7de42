package cmd

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/doctor"
)

func doctorCommand(s Streams) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "doctor [DIR | DUMP... [PROFILE]]",
		Short: "Diagnose why the function does not run, or why the registry fails",
		Long: `Doctor checks the environment: kustomize and its version, the plugin, the program
in PATH and the container engines. With DIR, it checks what the kustomizations and
profiles in DIR need: whether kustomize finds the function, with which flags to
build, and whether a setting breaks the generated objects. DIR is the folder of a
cluster, or a folder of clusters.

It exits with 1 if a finding has the level wrong.

` + dumpHelp,
		Example: "  registry-profile doctor\n  registry-profile doctor clusters/prod\n" + dumpExample,
		Args:    dumpArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if isDump(args) {
				return doctorDump(args, format, s)
			}
			self, err := os.Executable()
			if err != nil {
				return usageError(err)
			}
			var sources []string
			if len(args) > 0 {
				if sources, err = doctorSources(args[0]); err != nil {
					return usageError(err)
				}
			}
			return printFindings(doctor.System(self).Diagnose(sources), s)
		},
	}
	addDumpFlags(cmd, &format)
	return cmd
}
