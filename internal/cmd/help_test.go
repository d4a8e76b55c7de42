package cmd

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
)

// TestHelp demands an example and a sentence of every command that does
// something.
func TestHelp(t *testing.T) {
	commands := 0
	var look func(*cobra.Command)
	look = func(cmd *cobra.Command) {
		if cmd.Name() == "help" || cmd.Name() == "completion" {
			return // the library's
		}
		if !cmd.HasSubCommands() {
			commands++
			assert.NotEmpty(t, cmd.Short, cmd.CommandPath())
			assert.NotEmpty(t, cmd.Example, cmd.CommandPath())
		}
		for _, below := range cmd.Commands() {
			look(below)
		}
	}
	look(rootCommand(Streams{quiet: new(bool)}))
	assert.Greater(t, commands, 10)
}
