package cmd

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/repository"
)

func importCommand(s Streams) *cobra.Command {
	var o importer.Options
	cmd := &cobra.Command{
		Use:   "import FILE|DIR|-...",
		Short: "Generate a profile from an existing cluster",
		Long: `Import reads the objects of one cluster and prints the equivalent
RegistryProfile, without status, operator-owned fields and defaults. It reads
the output of oc (objects or Lists, as YAML or JSON), must-gather and Insights
archives, and manifests; it composes the kustomizations of a folder, and reads
the objects in policies, sync sets and templates. It lists on standard error
what differs: deprecated fields, objects without a namespace, and the fields and
objects that a RegistryProfile does not support. It prints no profile if it
cannot read a value, for example because a template is in its place, an Insights
archive masks it, or a duration such as 7d stops the operator. Import only reads
the name of a Secret.

Import requires the Config. The ClusterVersion and the Infrastructure determine
the release and the platform. Add related objects for a more complete profile:
the PersistentVolumeClaim, the ImagePruner, image.config and its ConfigMaps,
ObjectBucketClaims, ExternalSecrets, and RoleBindings of the registry's roles.
With the CRDs of these kinds, import also lists the fields of the profile that
the cluster does not accept.`,
		Example: `  oc get configs.imageregistry,imagepruners,images.config,clusterversions,infrastructures -o yaml |
    registry-profile import - >profile.yaml
  oc get pvc,externalsecrets,obc -n openshift-image-registry -o yaml >related.yaml
  registry-profile import dump/ related.yaml >profile.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			composing := pipeline.Function{Now: s.Now, Rules: pipeline.NoRules}
			dump, err := repository.ReadDump(args, s.In, repository.Options{Function: composing})
			if invalid := (*repository.InvalidDump)(nil); errors.As(err, &invalid) {
				return fail(s, invalid.File, exitInvalid, invalid.Err)
			}
			if err != nil {
				return usageError(err)
			}
			o.Files = dump.Files
			p, err := importer.Import(dump.Objects, o)
			if unreadable := (*importer.Unreadable)(nil); errors.As(err, &unreadable) {
				for _, problem := range unreadable.Problems {
					s.report(problem.File+": ", []v1alpha1.Diagnostic{problem})
				}
				return reported(exitInvalid)
			}
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
