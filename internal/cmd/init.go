package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/initprofile"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

func initCommand(s Streams) *cobra.Command {
	var o initprofile.Options
	cmd := &cobra.Command{
		Use:   "init --platform PLATFORM --storage STORAGE [DIR]",
		Short: "Write the first profile of a cluster, with comments, and a kustomization",
		Long: `Init writes profile.yaml and kustomization.yaml into DIR, or into the folder
where you are. What the storage needs is set, to examples that you replace; the
rest stands in comments. Nothing that exists is overwritten.

For a cluster that runs already, "registry-profile import" writes the profile.`,
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
	cmd.Flags().StringVar(&o.Storage, "storage", "", "where images are stored: "+strings.Join(storageKeys(), ", "))
	cmd.Flags().StringVar(&o.Version, "openshift-version", "", "release of the cluster, x.y or x.y.z")
	cmd.Flags().StringVar(&o.Name, "name", "", "name of the cluster (that of DIR)")
	complete := func(flag string, values []string) {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	complete("platform", openshift.PlatformNames())
	complete("storage", storageKeys())
	return cmd
}

func storageKeys() []string {
	var keys []string
	for _, c := range storage.All() {
		keys = append(keys, c.Key)
	}
	return keys
}

// writeStarter writes both files, or none.
func writeStarter(dir string, o initprofile.Options, s Streams) error {
	if o.Name == "" {
		path, err := filepath.Abs(dir)
		if err != nil {
			return unusable(err)
		}
		o.Name = filepath.Base(path)
	}
	profile, err := initprofile.Profile(o)
	if err != nil {
		return unusable(err)
	}
	if err := checkStarter(profile, s); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return unusable(err)
	}
	files := []struct {
		name string
		text []byte
	}{{"profile.yaml", profile}, {"kustomization.yaml", []byte(initprofile.Kustomization)}}
	for _, file := range files {
		if _, err := os.Lstat(filepath.Join(dir, file.name)); err == nil {
			return unusable(fmt.Errorf("%s exists, and nothing is overwritten; remove it, or name another folder", filepath.Join(dir, file.name)))
		} else if !errors.Is(err, fs.ErrNotExist) {
			return unusable(err)
		}
	}
	for _, file := range files {
		path := filepath.Join(dir, file.name)
		if err := os.WriteFile(path, file.text, 0o644); err != nil {
			return unusable(err)
		}
		fmt.Fprintln(s.Out, path)
	}
	path := filepath.Join(dir, "profile.yaml")
	s.note("put your own values into %s, then: registry-profile lint %s && registry-profile render %s", path, dir, path)
	return nil
}

// checkStarter finds a name that no profile may have.
func checkStarter(profile []byte, s Streams) error {
	node, err := yaml.Parse(string(profile))
	if err != nil {
		return unusable(err)
	}
	if _, found := s.function().Profile(node); v1alpha1.HasErrors(found) {
		s.tell("--name: ", found)
		return reported(exitUsage)
	}
	return nil
}
