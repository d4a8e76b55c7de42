package cmd

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/argocd"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
)

func cmpCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cmp",
		Short: "Serve as a config management plugin of Argo CD",
		Long:  "Cmp is what the sidecar of Argo CD's repo server runs in the folder of an Application.",
	}
	cmd.AddCommand(generateCommand(s), discoverCommand(s), pluginCommand(s))
	return cmd
}

func generateCommand(s Streams) *cobra.Command {
	var exec bool
	cmd := &cobra.Command{
		Use:   "generate [DIR]",
		Short: "Print the manifests of an Application's folder",
		Long: `Generate prints all manifests of the folder, with what its profile asks for in
them: of a kustomization, whether it lists profiles as resources or runs them as
functions, or of the folder's YAML files.

It reads the parameters of the Application from ` + argocd.ParametersVariable + `.`,
		Example: `  registry-profile cmp generate clusters/prod
  ARGOCD_APP_PARAMETERS='[{"name": "cluster", "string": "prod"}]' registry-profile cmp generate clusters`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if folder := folderOf(args); !isFolder(folder) {
				return unusable(fmt.Errorf("%s: no such folder", folder))
			}
			parameters, errs := argocd.ParseParameters(os.Getenv(argocd.ParametersVariable))
			for _, err := range errs {
				fmt.Fprintln(s.Err, "error:", err)
			}
			if len(errs) > 0 {
				return reported(exitInvalid)
			}
			self, err := os.Executable()
			if err != nil {
				return unusable(err)
			}
			items, found, err := argocd.Generate(s.function(), folderOf(args), parameters, kustomize.Options{Program: self, Exec: exec})
			if err != nil {
				return invalid(err)
			}
			s.tell(program, found)
			if v1alpha1.HasErrors(found) {
				return reported(exitInvalid)
			}
			documents, err := krm.Documents(items, krm.Document)
			if err != nil {
				return invalid(err)
			}
			if err := krm.WriteDocuments(s.Out, documents); err != nil {
				return unusable(err)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&exec, "enable-exec", false, "run functions that name a program: whoever writes the kustomization runs it here")
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
		Short:   "Print the file by which a folder is one for the plugin, if it is",
		Example: "  registry-profile cmp discover clusters/prod",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			file, err := argocd.Discover(folderOf(args))
			if err != nil {
				return unusable(err)
			}
			if file != "" {
				fmt.Fprintln(s.Out, file)
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
			text, err := argocd.Plugin("/registry-profile") // where the image has it
			if err == nil {
				_, err = s.Out.Write(text)
			}
			if err != nil {
				return unusable(err)
			}
			return nil
		},
	}
}
