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
		Short: "Generate a profile from an existing cluster",
		Long: `Import reads the output of oc: objects or Lists, as YAML or JSON. It prints the
equivalent RegistryProfile, without status, operator-owned fields and defaults.
It lists on standard error the fields and objects that a RegistryProfile does not
support. Import only reads the name of a Secret.

Import requires the Config. The ClusterVersion and the Infrastructure determine
the release and the platform. Add related objects for a more complete profile:
the PersistentVolumeClaim, the ImagePruner, image.config and its ConfigMaps,
ObjectBucketClaims and ExternalSecrets.`,
		Example: `  oc get configs.imageregistry,imagepruners,images.config,clusterversions,infrastructures -o yaml |
    registry-profile import - >profile.yaml
  oc get pvc,externalsecrets,obc -n openshift-image-registry -o yaml >related.yaml
  registry-profile import dump/ related.yaml >profile.yaml`,
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
			for _, line := range p.Notes {
				s.note("%s", line)
			}
			if _, err := s.Out.Write(p.Text); err != nil {
				return usageError(err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Name, "name", "", "name of the profile (default: the infrastructure name of the cluster)")
	cmd.Flags().StringVar(&o.Version, "openshift-version", "", "release of the cluster (default: from the ClusterVersion)")
	cmd.Flags().StringVar(&o.Platform, "platform", "", "platform of the cluster (default: from the Infrastructure)")
	return cmd
}

// liveObjects reads the objects of files and of the YAML and JSON files in
// folders, including the members of Lists. It also returns the file of each
// object.
func liveObjects(args []string, s Streams) ([]*yaml.RNode, map[*yaml.RNode]string, error) {
	var nodes []*yaml.RNode
	from := map[*yaml.RNode]string{}
	for _, arg := range args {
		files, err := dumps(arg)
		if err != nil {
			return nil, nil, usageError(err)
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
