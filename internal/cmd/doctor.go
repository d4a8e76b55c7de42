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
		Short: "Look for what keeps the function from being run",
		Long: `Doctor looks at the environment: kustomize and its version, the plugin, the
program in PATH, a container runtime. In the kustomization of DIR, and in those
that it builds upon, it looks for what spoils what the function makes.

It exits with 1 if something needs mending.`,
		Example: "  registry-profile doctor\n  registry-profile doctor clusters/prod",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			self, err := os.Executable()
			if err != nil {
				return unusable(err)
			}
			findings := doctor.System(self).Look()
			if len(args) > 0 {
				below, err := doctor.Kustomization(args[0])
				if err != nil {
					return unusable(err)
				}
				findings = append(findings, below...)
			}
			for _, f := range findings {
				line := string(f.Level) + ": " + f.Text
				if f.Fix != "" {
					line += "\n  " + f.Fix
				}
				if _, err := fmt.Fprintln(s.Out, line); err != nil {
					return unusable(err)
				}
			}
			if slices.ContainsFunc(findings, func(f doctor.Finding) bool { return f.Level == doctor.Wrong }) {
				return reported(exitInvalid)
			}
			return nil
		},
	}
}
