package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// addUsageErrors makes the usage errors of a command and its subcommands suggest
// the closest command or flag, or show the usage line.
func addUsageErrors(cmd *cobra.Command) {
	if cmd.HasSubCommands() && !cmd.Runnable() {
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		cmd.Args = cobra.NoArgs
	}
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := checkValues(cmd); err != nil {
				return err
			}
			err := check(cmd, args)
			switch {
			case err == nil:
				return nil
			case cmd.HasSubCommands():
				return fmt.Errorf("unknown command %q for %q%s", args[0], cmd.CommandPath(), suggestion("", args[0], namesOf(cmd.Commands())))
			case len(args) == 0 && strings.Contains(err.Error(), "arg(s)"):
				return fmt.Errorf("%s requires %s; usage: %s", cmd.Name(), argumentsOf(cmd), cmd.UseLine())
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
		return fmt.Errorf("%w%s", err, suggestion("--", name, flags))
	})
	for _, subcommand := range cmd.Commands() {
		addUsageErrors(subcommand)
	}
}

// argumentsOf names the arguments of a command: those of its usage line that are not
// optional.
func argumentsOf(cmd *cobra.Command) string {
	arguments, _, _ := strings.Cut(strings.TrimPrefix(cmd.Use, cmd.Name()+" "), " [")
	choices := strings.Split(strings.ReplaceAll(strings.ReplaceAll(arguments, "...", ""), " ", " and "), "|")
	last := len(choices) - 1
	return strings.Join(append([]string{strings.Join(choices[:max(last, 1)], ", ")}, choices[max(last, 1):]...), " or ")
}

// checkHelpTopics makes the help command reject unknown commands.
func checkHelpTopics(root *cobra.Command) {
	help, _, err := root.Find([]string{"help"})
	if err != nil {
		return
	}
	help.Run = nil
	help.RunE = func(_ *cobra.Command, args []string) error {
		cmd, rest, err := root.Find(args)
		if err != nil {
			return err
		}
		if len(rest) > 0 && !cmd.HasSubCommands() {
			return fmt.Errorf("unknown help topic %q; run registry-profile help %s", strings.Join(args, " "), strings.TrimPrefix(cmd.CommandPath(), root.Name()+" "))
		}
		if len(rest) > 0 {
			return fmt.Errorf("unknown help topic %q%s", strings.Join(args, " "), suggestion("", rest[0], namesOf(cmd.Commands())))
		}
		cmd.InitDefaultHelpFlag()
		cmd.InitDefaultVersionFlag()
		return cmd.Help()
	}
}

func namesOf(commands []*cobra.Command) []string {
	var names []string
	for _, c := range commands {
		names = append(names, c.Name())
	}
	return names
}

// didYouMean names the closest known value, if there is one.
func didYouMean(value string, known []string) string {
	if closest := decode.Closest(value, known); closest != "" {
		return fmt.Sprintf("; did you mean %s?", closest)
	}
	return ""
}

// suggestion names the closest known name, or lists all known names.
func suggestion(prefix, name string, known []string) string {
	if closest := decode.Closest(name, known); closest != "" {
		return fmt.Sprintf("; did you mean %s%s?", prefix, closest)
	}
	return "; use one of: " + prefix + strings.Join(known, ", "+prefix)
}
