package cmd

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
)

// TestHelp requires an example and a description for every runnable command.
func TestHelp(t *testing.T) {
	commands := 0
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		if cmd.Name() == "help" || cmd.Name() == "completion" {
			return // commands of cobra
		}
		if !cmd.HasSubCommands() {
			commands++
			assert.NotEmpty(t, cmd.Short, cmd.CommandPath())
			assert.NotEmpty(t, cmd.Example, cmd.CommandPath())
		}
		for _, subcommand := range cmd.Commands() {
			visit(subcommand)
		}
	}
	visit(rootCommand(Streams{quiet: new(bool)}))
	assert.Greater(t, commands, 10)
}
