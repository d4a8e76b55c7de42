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
		Long: `Schema prints the JSON Schema (draft 2020-12) of a kind, for editors and for
checks in CI. The default kind is RegistryProfile. The YAML language server of an
editor reads the schema from the first line of a file:

  # yaml-language-server: $schema=registryprofile.json

With --openapi, it prints the file for the openapi field of a kustomization. With
this file, a patch adds one route or one CA to those of a base instead of
replacing all of them.`,
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
				return errors.New("--openapi covers all kinds; remove the kind argument")
			case openAPI:
				text = v1alpha1.OpenAPI()
			case !known:
				return fmt.Errorf("unknown kind %q; use %s or %s", kind, v1alpha1.Kind, v1alpha1.PolicyKind)
			}
			if _, err := s.machine().Write(text); err != nil {
				return usageError(err)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&openAPI, "openapi", false, "print the OpenAPI schema that kustomize uses to merge lists by key")
	return cmd
}
