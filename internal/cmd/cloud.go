package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cloud"
)

// cloudCommands returns a command for each cloud.
func cloudCommands(s Streams) []*cobra.Command {
	var commands []*cobra.Command
	for _, c := range cloud.All() {
		cmd := &cobra.Command{
			Use:   c.Command,
			Short: fmt.Sprintf("Print what the store of a profile needs in %s", c.Title),
			Long: fmt.Sprintf(`Print what the store of a profile needs in %s and what no manifest contains:
the permissions of the registry, the settings of the store, and the commands
that create both. %s accepts the documents as they are. The program itself
connects to no cloud.`, c.Title, c.Tool),
		}
		script := c.Script
		script.Name, script.Short = "commands", fmt.Sprintf("Print the %s commands that create the store and the identity of the registry", c.Tool)
		for _, d := range append(append([]cloud.Document{}, c.Documents...), script) {
			cmd.AddCommand(documentCommand(s, c, d))
		}
		commands = append(commands, cmd)
	}
	return commands
}

func documentCommand(s Streams, c cloud.Cloud, d cloud.Document) *cobra.Command {
	var options cloud.Options
	call := "  registry-profile " + c.Command + " " + d.Name + " profile.yaml"
	example := call + " >" + d.Name + ".json\n  " + d.Use
	if d.Use == "" {
		example = call
	}
	cmd := &cobra.Command{
		Use:     d.Name + " PROFILE",
		Short:   d.Short,
		Example: example,
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return printDocument(args[0], d, options, s) },
	}
	if d.Long != "" {
		cmd.Long = strings.TrimSpace(d.Short + ".\n\n" + d.Long)
	}
	for _, o := range d.Options {
		cmd.Flags().StringVar(o.Value(&options), o.Name, "", o.Usage)
	}
	return cmd
}

func printDocument(file string, d cloud.Document, o cloud.Options, s Streams) error {
	nodes, err := readObjects(file, s)
	if err != nil {
		return err
	}
	p, found := s.function().Profile(nodes[0])
	if v1alpha1.HasErrors(found) {
		s.report(file+": ", found)
		return reported(exitInvalid)
	}
	doc, err := d.New(p, o)
	if err != nil {
		return fail(s, file, exitInvalid, err)
	}
	text, err := cloud.Encode(doc)
	if err != nil {
		return usageError(err)
	}
	if _, err := io.WriteString(s.machine(), text); err != nil {
		return usageError(err)
	}
	return nil
}
