package cmd

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/plan"
)

func planCommand(s Streams) *cobra.Command {
	var format string
	var c checkOptions
	cmd := &cobra.Command{
		Use:   "plan OLD NEW",
		Short: "Show the impact of profile changes",
		Long: `Plan compares the objects that profiles generate and describes the effects on
each cluster: images that are lost or not copied, downtime, pod replacement,
changed credentials, and fields that the manifests start or stop to manage.

OLD and NEW are files, folders of a fleet, REVISION:PATH for either of them in a
Git revision, or - for standard input. PATH is relative to the root of the
repository. Instead of profiles, they can contain manifests that no profile
generates. What these do not state about the cluster, such as its platform, is
unknown.

It exits with 3 if the change can lose data.`,
		Example: `  registry-profile plan old.yaml new.yaml
  registry-profile plan main:clusters clusters --format markdown`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := c.function(s)
			if err != nil {
				return err
			}
			before, errOld := clusters(args[0], pipeline.Function{Release: f.Release, Rules: pipeline.NoRules}, s)
			after, errNew := clusters(args[1], f, s)
			if err := cmp.Or(errOld, errNew, sameKind(before, after)); err != nil {
				return err
			}
			effects := compare(before, after)
			if err := plan.Formats[format](s.Out, effects); err != nil {
				return usageError(err)
			}
			if slices.ContainsFunc(effects, func(e plan.Effect) bool { return e.Level == plan.Loss }) {
				return reported(exitLoss)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "output format: "+strings.Join(plan.FormatNames(), ", "))
	setValues(cmd, "format", plan.FormatNames())
	c.addFlags(cmd)
	return cmd
}

// compare returns the effects on every cluster, sorted by name. Two single
// profiles are compared even if their names differ.
func compare(before, after map[string]planned) []plan.Effect {
	if len(before) == 1 && len(after) == 1 {
		for _, old := range before {
			for _, p := range after {
				return plan.Compare(known(old, p), old.objects, p.objects)
			}
		}
	}
	names := maps.Clone(before)
	maps.Copy(names, after)
	var effects []plan.Effect
	for _, name := range slices.Sorted(maps.Keys(names)) {
		effects = append(effects, plan.Compare(known(before[name], names[name]), before[name].objects, after[name].objects)...)
	}
	return effects
}

// known returns what the new profile states about the cluster, or the old profile if
// there is no new one.
func known(before, after planned) plan.Cluster {
	c := after.cluster
	if c.Platform.Name == "" {
		c = before.cluster
		c.Name, c.Manifests = after.cluster.Name, after.cluster.Manifests
		c.Hub = plan.Hub{}
	}
	c.FormerHub = before.cluster.Hub
	return c
}

// planned is a cluster with the objects that the function generates or changes, or
// with the objects of the registry among manifests.
type planned struct {
	cluster plan.Cluster
	objects []*generators.Object
}

// clusters returns the objects of each profile in a file or folder, in the working
// tree or in a Git revision.
func clusters(source string, f pipeline.Function, s Streams) (map[string]planned, error) {
	paths, err := s.resolve([]string{source})
	if err != nil {
		return nil, err
	}
	path := paths[0]
	if path == "-" { // read to find out whether it contains a profile, and then again
		data, err := io.ReadAll(io.LimitReader(s.In, maxStream+1))
		if err == nil && len(data) > maxStream {
			err = errTooLarge(maxStream)
		}
		if err != nil {
			return nil, usageError(fmt.Errorf("-: %w", err))
		}
		s.In = bytes.NewReader(data)
		if !fleet.MayHaveProfile(data) {
			return manifests(path, f, s)
		}
	} else if withoutProfile(path) {
		return manifests(path, f, s)
	}
	sources, _, err := expand(paths)
	if err != nil {
		return nil, err
	}
	all, err := renderAll(sources, f, func(*rendered) error { return nil }, s)
	if err != nil {
		return nil, err
	}
	return byName(all, f.Release)
}

func byName(all []rendered, release openshift.Release) (map[string]planned, error) {
	if _, err := filesOf(all); err != nil {
		return nil, err // duplicate name
	}
	clusters := map[string]planned{}
	for _, r := range all {
		clusters[r.name] = planned{cluster: clusterOf(r.name, r.profile, release), objects: r.ours()}
	}
	return clusters, nil
}
