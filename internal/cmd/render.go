package cmd

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/report"
)

func renderCommand(s Streams) *cobra.Command {
	var o outputOptions
	var c checkOptions
	cmd := &cobra.Command{
		Use:   "render PROFILE|DIR...",
		Short: "Print the manifests of a profile, or update those of a fleet",
		Long: `Render prints the manifests of a RegistryProfile as a YAML stream.

` + argumentsHelp + `

With -o, render writes the manifests of any number of profiles to
OUT/<name of the profile>, one file for each manifest. It only writes files that
differ. It lists the stale files of removed clusters and objects, and removes
them with --prune. It never removes or overwrites a file that it did not write,
and does not write through links.

If a profile names no tool, and an object in the Git repository of OUT, such as an
Application, lets a tool apply the manifests, render warns that the images are not
protected.

A kustomization that another one references is a base. A kustomization that runs
the profile as a function, and one that contains other manifests beside the
profile, is rendered as kustomize build and the function render it.

With --shard, each of several machines renders one part of the clusters. The name
of a cluster decides to which part it belongs; --check and --prune find the stale
files of a removed cluster in exactly one part.`,
		Example: `  registry-profile render profile.yaml
  registry-profile render clusters -o rendered
  registry-profile render clusters -o rendered --check
  helm template fleet | registry-profile render - -o rendered`,
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("output") && o.dir == "" {
				return errors.New("--output is empty; specify a folder, or omit the flag to print the manifests")
			}
			if len(args) == 0 {
				return errors.New("render requires a file with a RegistryProfile, a folder of profiles, or - for standard input")
			}
			return o.check()
		},
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := c.function(s)
			if err != nil {
				return err
			}
			sources, folders, err := s.sources(args)
			if err != nil {
				return err
			}
			o.whole = folders
			all, err := renderSelected(sources, f, o.shard.selects(), o.protecting(f), s)
			if err != nil {
				return err
			}
			for _, r := range all {
				report.Lines(s.Err, r.place()+": ", s.notable(r.unprotected))
			}
			if o.dir != "" {
				if err := onlyOurs(all); err != nil {
					return err
				}
				return update(o, all, s)
			}
			return writeStream(slices.DeleteFunc(all, func(r rendered) bool { return r.elsewhere }), s)
		},
	}
	o.addFlags(cmd)
	c.addFlags(cmd)
	return cmd
}

// onlyOurs returns an error if there are other objects: --prune could not recognize
// their files.
func onlyOurs(all []rendered) error {
	for _, r := range all {
		if r.foreign != nil {
			return invalid(fmt.Errorf("%s: %s/%s does not belong to the registry; annotate it with %s: \"true\" if it only configures the build, or move it to another kustomization that lists the rendered manifests as resources, or render without -o",
				r.source, r.foreign.Kind.Kind, r.foreign.Name, openshift.LocalConfigAnnotation))
		}
	}
	return nil
}

// writeStream prints the manifests of one profile. The manifests of two profiles
// would both contain Config/cluster.
func writeStream(all []rendered, s Streams) error {
	if len(all) == 0 {
		return nil // a part of a fleet without clusters
	}
	if len(all) > 1 {
		return invalid(fmt.Errorf("%s and %s both generate Config/cluster; specify a file with one profile, or use -o DIR to write each profile to its own folder",
			all[0].place(), all[1].place()))
	}
	var documents [][]byte
	for _, f := range all[0].files {
		documents = append(documents, f.text)
	}
	if err := krm.WriteDocuments(s.machine(), documents); err != nil {
		return usageError(err)
	}
	return nil
}
