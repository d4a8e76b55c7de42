package cmd

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/repository"
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
ObjectBucketClaims and ExternalSecrets. With the CRDs of these kinds, import also
lists the fields of the profile that the cluster does not accept.`,
		Example: `  oc get configs.imageregistry,imagepruners,images.config,clusterversions,infrastructures -o yaml |
    registry-profile import - >profile.yaml
  oc get pvc,externalsecrets,obc -n openshift-image-registry -o yaml >related.yaml
  registry-profile import dump/ related.yaml >profile.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dump, err := repository.ReadDump(args, s.In)
			if invalid := (*repository.InvalidDump)(nil); errors.As(err, &invalid) {
				return fail(s, invalid.File, exitInvalid, invalid.Err)
			}
			if err != nil {
				return usageError(err)
			}
			o.Files = dump.Files
			p, err := importer.Import(dump.Objects, o)
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
