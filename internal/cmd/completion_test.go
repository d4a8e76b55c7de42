package cmd

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
)

// freeText are the flags that accept any text.
var freeText = []string{
	"name", "output", "base", "crd", "policy", "emitted", "shard", "into", "repo",
	"account", "infrastructure-name", "issuer", "location", "resource-group", "subscription",
}

// TestCompletion requires that a shell completes the values of every flag that does
// not accept any text.
func TestCompletion(t *testing.T) {
	completed := map[string]bool{}
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			_, values := cmd.GetFlagCompletionFunc(f.Name)
			completed[cmd.Name()+" --"+f.Name] = values
			free := f.Value.Type() == "bool" || f.Value.Type() == "int" || slices.Contains(freeText, f.Name)
			if f.Annotations[valuesAnnotation] != nil {
				assert.NotContains(t, freeText, f.Name, "has fixed values")
			}
			assert.True(t, values || free || cloudFlag(cmd, f), "%s --%s: set its values, or add it to freeText", cmd.CommandPath(), f.Name)
		})
		for _, subcommand := range cmd.Commands() {
			if subcommand.Name() != "help" && subcommand.Name() != "completion" {
				visit(subcommand)
			}
		}
	}
	visit(rootCommand(Streams{quiet: new(bool)}))
	for _, flag := range []string{
		"init --platform", "init --storage", "init --placement", "init --openshift-version", "import --platform", "import --openshift-version",
		"lint --format", "lint --fail-on", "lint --openshift-version", "plan --format", "render --openshift-version",
	} {
		assert.True(t, completed[flag], flag)
	}
}

// cloudFlag reports whether a flag is an option of a document for a cloud, which is a
// name that the user chooses.
func cloudFlag(cmd *cobra.Command, f *pflag.Flag) bool {
	return cmd.HasParent() && strings.HasPrefix(cmd.Parent().Short, "Print what the store of a profile needs") && f.Value.Type() == "string"
}

func TestPlain(t *testing.T) {
	for name, test := range map[string]struct {
		environment map[string]string
		plain       bool
	}{
		"a terminal":           {map[string]string{"TERM": "xterm-256color"}, false},
		"a dumb terminal":      {map[string]string{"TERM": "dumb"}, true},
		"NO_COLOR":             {map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, true},
		"an empty NO_COLOR":    {map[string]string{"NO_COLOR": ""}, false},
		"no terminal variable": {nil, false},
	} {
		assert.Equal(t, test.plain, Plain(func(key string) string { return test.environment[key] }), name)
	}
}
