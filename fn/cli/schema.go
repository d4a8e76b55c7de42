package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/fn/profile"
)

func schemaCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "schema [KIND]",
		Short: "Print the JSON Schema of a RegistryProfile or RegistryPolicy",
		Long: `Schema prints the JSON Schema (draft 2020-12) of a kind, RegistryProfile if none
is named, for editors and for checks in CI. An editor with the YAML language
server takes it from the first line of a file:

  # yaml-language-server: $schema=registryprofile.json`,
		Example:   "  registry-profile schema >registryprofile.json",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: []string{profile.Kind, profile.PolicyKind},
		RunE: func(_ *cobra.Command, args []string) error {
			kind := profile.Kind
			if len(args) > 0 {
				kind = args[0]
			}
			text, known := profile.Schema(kind)
			if !known {
				return fmt.Errorf("unknown kind %q; write %s or %s", kind, profile.Kind, profile.PolicyKind)
			}
			if _, err := s.Out.Write(text); err != nil {
				return unusable(err)
			}
			return nil
		},
	}
}
