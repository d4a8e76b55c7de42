package cmd

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/krm"
)

func importCommand(s Streams) *cobra.Command {
	var o importer.Options
	cmd := &cobra.Command{
		Use:   "import FILE|DIR|-...",
		Short: "Write the profile of what a live cluster has",
		Long: `Import reads what oc prints about a cluster, as YAML or JSON, objects or Lists,
and prints the RegistryProfile that asks for the same: without status, without
what operators write, and without defaults. It says on standard error what a
profile cannot hold. Of a Secret it reads the name alone.

It needs the Config; the ClusterVersion and the Infrastructure say what cluster
it is. Neighbours make the profile more complete: the claim, the image pruner,
image.config and the ConfigMaps it names, bucket claims, and ExternalSecrets.`,
		Example: `  oc get configs.imageregistry,imagepruners,images.config,clusterversions,infrastructures -o yaml |
    registry-profile import - >profile.yaml
  oc get pvc,externalsecrets,obc -n openshift-image-registry -o yaml >neighbours.yaml
  registry-profile import dump/ neighbours.yaml >profile.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			nodes, files, err := liveObjects(args, s)
			if err != nil {
				return err
			}
			o.Files = files
			p, err := importer.Import(nodes, o)
			if err != nil {
				return invalid(err)
			}
			for _, line := range p.Left {
				s.note("%s", line)
			}
			if _, err := s.Out.Write(p.Text); err != nil {
				return unusable(err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Name, "name", "", "name of the profile (the cluster's infrastructure name)")
	cmd.Flags().StringVar(&o.Version, "openshift-version", "", "release of the cluster, instead of its ClusterVersion's")
	cmd.Flags().StringVar(&o.Platform, "platform", "", "platform of the cluster, instead of its Infrastructure's")
	return cmd
}

// liveObjects reads the objects of files and of the YAML and JSON files in
// folders, and those of Lists. It tells from which file each is.
func liveObjects(args []string, s Streams) ([]*yaml.RNode, map[*yaml.RNode]string, error) {
	var nodes []*yaml.RNode
	from := map[*yaml.RNode]string{}
	for _, arg := range args {
		files, err := dumps(arg)
		if err != nil {
			return nil, nil, unusable(err)
		}
		for _, file := range files {
			some, err := readLive(file, s)
			if err != nil {
				return nil, nil, err
			}
			for _, node := range some {
				from[node] = file
			}
			nodes = append(nodes, some...)
		}
	}
	return nodes, from, nil
}

func dumps(path string) ([]string, error) {
	if path == "-" || !isFolder(path) {
		return []string{path}, nil
	}
	var files []string
	err := filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path)) {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

func readLive(file string, s Streams) ([]*yaml.RNode, error) {
	in, err := open(file, s)
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("no such file")
	}
	if err != nil {
		return nil, fail(s, file, exitUsage, err)
	}
	defer in.Close()
	var nodes []*yaml.RNode
	err = krm.EachDocument(in, func(document *yaml.RNode) error {
		if err := decode.Object(document.YNode()); err != nil {
			return err
		}
		members, err := krm.Members(document)
		nodes = append(nodes, members...)
		return err
	})
	if err != nil {
		return nil, fail(s, file, exitInvalid, err)
	}
	return nodes, nil
}
