package cmd

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/printable"
)

func installCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "install DIR",
		Short: "Install the program as a legacy kustomize plugin",
		Long: `Install copies the program to the paths below DIR where kustomize looks for the
plugins of RegistryProfile and RegistryPolicy. Set KUSTOMIZE_PLUGIN_HOME to DIR;
"kustomize build --enable-alpha-plugins" then runs the plugin without a container
engine.`,
		Example: "  registry-profile install ~/.config/kustomize/plugin",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			self, err := os.Executable()
			if err != nil {
				return usageError(err)
			}
			for _, path := range kustomize.PluginPaths(args[0]) {
				if err := place(self, path); err != nil {
					return usageError(err)
				}
				printable.Fprintf(s.Out, "%s\n", path)
			}
			return nil
		},
	}
}

// place installs a program at a path. It creates a hard link, or a copy if a link
// is not possible. Both work inside a container that mounts the folder.
func place(program, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Link(program, path); err == nil {
		return nil
	}
	in, err := os.Open(program)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
