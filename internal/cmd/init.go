package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/initprofile"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/storage"
)

func initCommand(s Streams) *cobra.Command {
	var o initprofile.Options
	cmd := &cobra.Command{
		Use:   "init [--platform PLATFORM] [--storage STORAGE] [DIR]",
		Short: "Write a commented profile for a new cluster, and a kustomization",
		Long: `Init writes profile.yaml and kustomization.yaml to DIR (default: the working
directory). The profile sets the fields that the storage requires to example
values; replace them with your own. Other common fields are comments. Init does
not overwrite existing files.

On a terminal, init asks for the release, the platform and the storage type that no
flag sets. Otherwise, the platform and the storage type are required, and init
assumes the newest release.

For an existing cluster, use "registry-profile import".`,
		Example: `  registry-profile init --platform VSphere --storage pvc clusters/prod-eu-1
  registry-profile init --platform AWS --storage s3 --openshift-version 4.16 --name prod-eu-1`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return writeStarter(dir, o, s)
		},
	}
	cmd.Flags().StringVar(&o.Platform, "platform", "", "platform of the cluster: "+strings.Join(openshift.PlatformNames(), ", "))
	cmd.Flags().StringVar(&o.Storage, "storage", "", "storage type of the images: "+strings.Join(initprofile.Keys(storage.All()), ", "))
	cmd.Flags().StringVar(&o.Placement, "placement", "", "nodes of the registry: "+strings.Join(placements(), ", ")+" (default: any node)")
	cmd.Flags().StringVar(&o.Version, "openshift-version", "", "release of the cluster, x.y or x.y.z")
	cmd.Flags().StringVar(&o.Name, "name", "", "name of the cluster (default: the name of DIR)")
	complete := func(flag string, values []string) {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	complete("platform", openshift.PlatformNames())
	_ = cmd.RegisterFlagCompletionFunc("storage", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return initprofile.Keys(initprofile.Storages(o.Platform)), cobra.ShellCompDirectiveNoFileComp
	})
	complete("placement", placements())
	return cmd
}

func placements() []string { return slices.Sorted(maps.Keys(openshift.NodeRoles)) }

// writeStarter writes the profile and the kustomization. It writes neither if one
// of them exists.
func writeStarter(dir string, o initprofile.Options, s Streams) error {
	if err := checkTarget(dir); err != nil {
		return usageError(err)
	}
	derived := o.Name == ""
	if derived {
		path, err := filepath.Abs(dir)
		if err != nil {
			return usageError(err)
		}
		o.Name = filepath.Base(path)
	}
	if s.Terminal {
		if err := askFor(&o, s); err != nil {
			return usageError(err)
		}
	}
	profile, err := initprofile.Profile(o)
	if err != nil {
		return usageError(err)
	}
	if err := checkStarter(profile, derived, s); err != nil {
		return err
	}
	if o.Version == "" {
		s.note("--openshift-version is not set; assuming %s", openshift.LastRelease)
	}
	if release, err := openshift.ParseRelease(o.Version); err == nil {
		s.warnNewer("--openshift-version", release)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usageError(err)
	}
	for i, text := range [][]byte{profile, []byte(initprofile.Kustomization)} {
		path := filepath.Join(dir, starterFiles[i])
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return usageError(err)
		}
		printable.Fprintf(s.Out, "%s\n", path)
	}
	path := filepath.Join(dir, "profile.yaml")
	s.note("replace the example values in %s, then run: registry-profile lint %s && registry-profile render %s", path, dir, path)
	return nil
}

// starterFiles are the profile and its kustomization.
var starterFiles = []string{"profile.yaml", "kustomization.yaml"}

// checkTarget returns an error if the starter cannot be written to a folder: it is a
// file, or contains a profile or a kustomization.
func checkTarget(dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; specify a folder", dir)
	}
	for _, name := range append(starterFiles[:1:1], konfig.RecognizedKustomizationFileNames()...) {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s already exists; remove it or specify another folder", path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// checkStarter reports a name that is not valid for a profile. derived reports
// whether it is the name of the folder.
func checkStarter(profile []byte, derived bool, s Streams) error {
	node, err := yaml.Parse(string(profile))
	if err != nil {
		return usageError(err)
	}
	_, found := s.function().Profile(node)
	if !v1alpha1.HasErrors(found) {
		return nil
	}
	if i := slices.IndexFunc(found, func(d v1alpha1.Diagnostic) bool { return d.Field == "metadata.name" }); i >= 0 {
		if derived {
			return usageError(fmt.Errorf("the name of the folder, %s, is not valid as the name of the cluster: set --name to a name of lowercase letters, digits, '-' and '.', for example prod-eu-1", node.GetName()))
		}
		found = found[i : i+1] // the names of stores follow from it
	}
	s.report("--name: ", found)
	return reported(exitUsage)
}
