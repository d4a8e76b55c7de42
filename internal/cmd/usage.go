package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// tellUsage makes a command, and those below it, answer wrong usage with what is
// right: the command or flag that may be meant, or the line of usage.
func tellUsage(cmd *cobra.Command) {
	if cmd.HasSubCommands() && !cmd.Runnable() {
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		cmd.Args = cobra.NoArgs
	}
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			switch {
			case err == nil:
				return nil
			case cmd.HasSubCommands():
				return fmt.Errorf("unknown command %q for %q%s", args[0], cmd.CommandPath(), meant("", args[0], namesOf(cmd.Commands())))
			default:
				return fmt.Errorf("%w; usage: %s", err, cmd.UseLine())
			}
		}
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --")
		if !unknown {
			return fmt.Errorf("%w; usage: %s", err, cmd.UseLine())
		}
		var flags []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { flags = append(flags, f.Name) })
		return fmt.Errorf("%w%s", err, meant("--", name, flags))
	})
	for _, below := range cmd.Commands() {
		tellUsage(below)
	}
}

func namesOf(commands []*cobra.Command) []string {
	var names []string
	for _, c := range commands {
		names = append(names, c.Name())
	}
	return names
}

// meant suggests what is closest to a name, and else lists what there is.
func meant(prefix, name string, known []string) string {
	if guess := decode.Closest(name, known); guess != "" {
		return fmt.Sprintf("; did you mean %s%s?", prefix, guess)
	}
	return "; there are " + prefix + strings.Join(known, ", "+prefix)
}
