package cmd

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/argocd"
	"github.com/registry-profile/registry-profile/internal/budget"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/printable"
)

func cmpCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cmp",
		Short: "Run as a config management plugin of Argo CD",
		Long:  "Cmp contains the commands that the sidecar of Argo CD's repo server runs.",
	}
	cmd.AddCommand(generateCommand(s), discoverCommand(s), pluginCommand(s))
	return cmd
}

func generateCommand(s Streams) *cobra.Command {
	var exec bool
	cmd := &cobra.Command{
		Use:   "generate [DIR]",
		Short: "Print the manifests of an Application's folder",
		Long: `Generate prints all manifests of the folder after it applies the profile to them.
It builds the kustomization of the folder, which lists profiles as resources or
runs them as functions. Without a kustomization, it reads the YAML files of the
folder.

It runs no other programs, downloads nothing, and reads no links out of the
folder. --enable-exec allows exec functions and plugins, but neither containers
nor Helm charts.

It reads the parameters of the Application from ` + argocd.ParametersVariable + `.`,
		Example: `  registry-profile cmp generate clusters/prod
  ARGOCD_APP_PARAMETERS='[{"name": "cluster", "string": "prod"}]' registry-profile cmp generate clusters`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if folder := folderOf(args); !isFolder(folder) {
				return usageError(fmt.Errorf("%s: no such folder", folder))
			}
			defer s.withinPlugin(folderOf(args))()
			parameters, errs := argocd.ParseParameters(os.Getenv(argocd.ParametersVariable))
			for _, err := range errs {
				fmt.Fprintf(s.Err, "error: %s\n", credential.Redact(printable.Error(err)))
			}
			if len(errs) > 0 {
				return reported(exitInvalid)
			}
			items, found, err := argocd.Generate(s.function(), folderOf(args), parameters, exec)
			if errors.As(err, new(*budget.Exceeded)) {
				return usageError(err)
			}
			if err != nil {
				return invalid(err)
			}
			s.report(program, found)
			if v1alpha1.HasErrors(found) {
				return reported(exitInvalid)
			}
			documents, err := krm.Documents(items, krm.Document)
			if err != nil {
				return invalid(err)
			}
			if err := krm.WriteDocuments(s.machine(), documents); err != nil {
				return usageError(err)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&exec, "enable-exec", false, "allow exec functions and plugins: the kustomization can then run any program here")
	return cmd
}

func folderOf(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

func discoverCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:     "discover [DIR]",
		Short:   "Print the first file that references a profile, or nothing",
		Example: "  registry-profile cmp discover clusters/prod",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			defer s.withinPlugin(folderOf(args))()
			file, err := argocd.Discover(folderOf(args))
			if err != nil {
				return usageError(err)
			}
			if file != "" {
				printable.Fprintf(s.Out, "%s\n", file)
			}
			return nil
		},
	}
}

func pluginCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:     "plugin",
		Short:   "Print the plugin.yaml of the sidecar",
		Example: "  registry-profile cmp plugin >plugin.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := argocd.Plugin("/registry-profile") // path in the container image
			if err == nil {
				_, err = s.machine().Write(text)
			}
			if err != nil {
				return usageError(err)
			}
			return nil
		},
	}
}
