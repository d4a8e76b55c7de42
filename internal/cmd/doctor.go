package cmd

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/doctor"
)

func doctorCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor [DIR]",
		Short: "Diagnose why the function does not run",
		Long: `Doctor checks the environment: kustomize and its version, the plugin, the program
in PATH and the container runtime. With DIR, it also checks the kustomization of
DIR and its bases for settings that break the generated objects.

It exits with 1 if a finding has the level wrong.`,
		Example: "  registry-profile doctor\n  registry-profile doctor clusters/prod",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			self, err := os.Executable()
			if err != nil {
				return usageError(err)
			}
			findings := doctor.System(self).Check()
			if len(args) > 0 {
				nested, err := doctor.Kustomization(args[0])
				if err != nil {
					return usageError(err)
				}
				findings = append(findings, nested...)
			}
			for _, f := range findings {
				line := string(f.Level) + ": " + f.Text
				if f.Fix != "" {
					line += "\n  " + f.Fix
				}
				if _, err := fmt.Fprintln(s.Out, line); err != nil {
					return usageError(err)
				}
			}
			if slices.ContainsFunc(findings, func(f doctor.Finding) bool { return f.Level == doctor.Wrong }) {
				return reported(exitInvalid)
			}
			return nil
		},
	}
}
