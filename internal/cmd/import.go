package cmd

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/adopt"
	"github.com/registry-profile/registry-profile/internal/cifiles"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/repository"
)

func importCommand(s Streams) *cobra.Command {
	var o importer.Options
	var into adopt.Options
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
the cluster does not accept.

With --into, each argument is one cluster: a file, a folder with several files, or
NAME=PATH to give the cluster another name. Several paths with one NAME are one
cluster. Import writes a repository: base/ with the fields that all clusters share,
clusters/NAME/ with the others, and a README.md with the next steps, or a
NEXT-STEPS.md beside an existing README.md. If DIR has a base, import adds the clusters and leaves the base as it is. It overwrites no file,
and writes nothing if one of the clusters cannot be imported.`,
		Example: `  oc get configs.imageregistry,imagepruners,images.config,clusterversions,infrastructures -o yaml |
    registry-profile import - >profile.yaml
  oc get pvc,externalsecrets,obc -n openshift-image-registry -o yaml >related.yaml
  registry-profile import dump/ related.yaml >profile.yaml
  registry-profile import dumps/* --into fleet --tool ArgoCD --ci github`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if streams(args) > 1 {
				return errors.New("-: standard input can only be read once")
			}
			if into.Dir != "" {
				return importInto(args, o, into, s)
			}
			if cmd.Flags().Changed("ci") || cmd.Flags().Changed("repo") {
				return errors.New("--ci and --repo require a repository; add --into DIR")
			}
			p, err := importCluster(args, o, s)
			if err != nil {
				return err
			}
			for _, line := range p.Notes {
				s.note("%s", line)
			}
			if _, err := s.machine().Write(p.Text); err != nil {
				return usageError(err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Name, "name", "", "name of the profile (default: the infrastructure name of the cluster)")
	cmd.Flags().StringVar(&o.Version, "openshift-version", "", "release of the cluster (default: from the ClusterVersion)")
	cmd.Flags().StringVar(&o.Platform, "platform", "", "platform of the cluster (default: from the Infrastructure)")
	cmd.Flags().StringVar(&into.Dir, "into", "", "write a repository with a base and a patch for each cluster to this folder, or add the clusters to it")
	cmd.Flags().StringVar(&o.Tool, "tool", "", "tool that applies the manifests: "+strings.Join(toolNames(), ", "))
	setValues(cmd, "tool", toolNames())
	cmd.Flags().StringVar(&into.CI, "ci", cifiles.None, "with --into: CI system whose file is written: "+strings.Join(cifiles.Systems, ", "))
	setValues(cmd, "ci", cifiles.Systems)
	cmd.Flags().StringVar(&into.URL, "repo", "", "with --into: URL from which the tool reads the repository (default: that of the remote origin)")
	return cmd
}

// streams counts the arguments that are standard input: - and NAME=-.
func streams(args []string) int {
	n := 0
	for _, arg := range args {
		if _, path, named := strings.Cut(arg, "="); arg == "-" || named && path == "-" {
			n++
		}
	}
	return n
}

// importCluster imports one cluster, and prints the errors of its objects.
func importCluster(paths []string, o importer.Options, s Streams) (*importer.Profile, error) {
	composing := pipeline.Function{Now: s.Now, Rules: pipeline.NoRules}
	dump, err := repository.ReadDump(paths, s.In, repository.Options{Function: composing})
	if invalid := (*repository.InvalidDump)(nil); errors.As(err, &invalid) {
		return nil, fail(s, invalid.File, exitInvalid, invalid.Err)
	}
	if err != nil {
		return nil, usageError(err)
	}
	o.Files = dump.Files
	p, err := importer.Import(dump.Objects, o)
	if unreadable := (*importer.Unreadable)(nil); errors.As(err, &unreadable) {
		for _, problem := range unreadable.Problems {
			s.report(problem.File+": ", []v1alpha1.Diagnostic{problem})
		}
		return nil, reported(exitInvalid)
	}
	if err != nil {
		return nil, invalid(err)
	}
	return p, nil
}
