package cmd

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

func schemaCommand(s Streams) *cobra.Command {
	var openAPI bool
	cmd := &cobra.Command{
		Use:   "schema [KIND]",
		Short: "Print the JSON Schema of a RegistryProfile or RegistryPolicy",
		Long: `Schema prints the JSON Schema (draft 2020-12) of a kind, RegistryProfile if none
is named, for editors and for checks in CI. An editor with the YAML language
server takes it from the first line of a file:

  # yaml-language-server: $schema=registryprofile.json

With --openapi it prints the file that a kustomization names under openapi, for
patches that add one route or one CA to those of a base instead of replacing
them all.`,
		Example: `  registry-profile schema >registryprofile.json
  registry-profile schema --openapi >openapi.json`,
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: []string{v1alpha1.Kind, v1alpha1.PolicyKind},
		RunE: func(_ *cobra.Command, args []string) error {
			kind := v1alpha1.Kind
			if len(args) > 0 {
				kind = args[0]
			}
			text, known := v1alpha1.Schema(kind)
			switch {
			case openAPI && len(args) > 0:
				return errors.New("--openapi has the lists of all kinds; leave the kind out")
			case openAPI:
				text = v1alpha1.OpenAPI()
			case !known:
				return fmt.Errorf("unknown kind %q; write %s or %s", kind, v1alpha1.Kind, v1alpha1.PolicyKind)
			}
			if _, err := s.Out.Write(text); err != nil {
				return unusable(err)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&openAPI, "openapi", false, "print what kustomize needs to merge lists by their keys")
	return cmd
}
