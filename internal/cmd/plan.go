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
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/plan"
)

func planCommand(s Streams) *cobra.Command {
	var format string
	var c checkOptions
	style := plan.Style{Color: s.Color}
	cmd := &cobra.Command{
		Use:   "plan OLD NEW",
		Short: "Show the impact of profile changes",
		Long: `Plan compares the objects that profiles generate and describes the effects on
each cluster: images that are lost, copied or not copied, downtime, pod
replacement, changed credentials, and fields that the manifests start or stop to
manage. It starts with the totals, and shows equal effects of several clusters once.

OLD and NEW are files, folders of a fleet, REVISION:PATH for either of them in a
Git revision, or - for standard input. PATH is relative to the root of the
repository. Instead of profiles, they can contain manifests that no profile
generates. What these do not state about the cluster, such as its platform, is
unknown.

If OLD contains the objects of a running cluster (the output of oc, a must-gather
or an Insights archive, as a folder, tar or tar.gz), plan shows what the first sync changes, and whether the
cluster matches Git. An apply leaves fields and objects that Git does not contain.
A folder can contain the objects of several clusters, in a file or a folder each;
their names are the infrastructure names, or those of the files or folders.

It exits with 3 if the change can lose data.`,
		Example: `  registry-profile plan old.yaml new.yaml
  registry-profile plan main:clusters clusters --format markdown
  oc get configs.imageregistry,imagepruners,images.config,clusterversions,infrastructures -o yaml |
    registry-profile plan - profile.yaml`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			defer collectLess()()
			f, err := c.function(s)
			if err != nil {
				return err
			}
			before, errOld := clusters(args[0], pipeline.Function{Release: f.Release, Rules: pipeline.NoRules}, s)
			after, errNew := clusters(args[1], f, s)
			if err := cmp.Or(errOld, errNew); err != nil {
				return err
			}
			if before, err = matched(before, after, args); err != nil {
				return err
			}
			if err := sameKind(before, after); err != nil {
				return err
			}
			result := plan.Report{Effects: compareWith(f, before, after), Clusters: numberOf(before, after), Live: isLive(before)}
			style.Command = fullCommand(args)
			if err := plan.Formats[format](s.in(format), result, style); err != nil {
				return usageError(err)
			}
			if slices.ContainsFunc(result.Effects, func(e plan.Effect) bool { return e.Level == plan.Loss }) {
				return reported(exitLoss)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "output format: "+strings.Join(plan.FormatNames(), ", "))
	cmd.Flags().BoolVar(&style.Summary, "summary", false, "show the totals, and one line for each group of equal effects")
	cmd.Flags().BoolVarP(&style.Verbose, "verbose", "v", false, "show the names of all clusters, long values in full, and each changed annotation and label")
	setValues(cmd, "format", plan.FormatNames())
	c.addFlags(cmd)
	return cmd
}

// fullCommand returns the command that shows everything.
func fullCommand(args []string) string {
	return "registry-profile plan " + strings.Join(args, " ") + " -v"
}

// compare returns the effects on every cluster, without the findings that another
// release causes.
func compare(before, after map[string]planned) []plan.Effect {
	return compareWith(pipeline.Function{Rules: pipeline.NoRules}, before, after)
}

// compareWith returns the effects on every cluster, sorted by name. Two single
// clusters are compared even if their names differ.
func compareWith(f pipeline.Function, before, after map[string]planned) []plan.Effect {
	if len(before) == 1 && len(after) == 1 {
		for _, old := range before {
			for _, p := range after {
				return effectsOf(f, old, p)
			}
		}
	}
	all := slices.Sorted(maps.Keys(union(before, after)))
	found := make([][]plan.Effect, len(all))
	_ = fleet.Each(len(all), func(i int) error { // effectsOf does not fail
		found[i] = effectsOf(f, before[all[i]], after[all[i]])
		return nil
	})
	return slices.Concat(found...)
}

// union returns the clusters of both sides.
func union(before, after map[string]planned) map[string]planned {
	all := maps.Clone(before)
	maps.Copy(all, after)
	return all
}

// numberOf returns the number of clusters that are compared.
func numberOf(before, after map[string]planned) int {
	if len(before) == 1 && len(after) == 1 {
		return 1
	}
	return len(union(before, after))
}

// effectsOf returns the effects on one cluster.
func effectsOf(f pipeline.Function, before, after planned) []plan.Effect {
	c := known(before, after)
	c.Upgrade = upgradeOf(f, before, after)
	if before.live != nil {
		return plan.Compare(c, before.live.among(after.objects), after.objects)
	}
	return plan.Compare(c, before.objects, after.objects)
}

// known returns what the new profile states about the cluster, or the old profile or
// the running cluster if there is no new one.
func known(before, after planned) plan.Cluster {
	c := after.cluster
	if c.Name == "" {
		c.Name = before.cluster.Name
	}
	if c.Platform.Name == "" {
		c = before.cluster
		c.Name, c.Manifests = cmp.Or(after.cluster.Name, before.cluster.Name), after.cluster.Manifests
		c.Hub = plan.Hub{}
	}
	c.FormerHub = before.cluster.Hub
	if before.live != nil {
		c.Live = before.live.facts()
	}
	return c
}

// upgradeOf returns the change of the release between two profiles, or between the
// policies of two folders; nil if it does not change.
func upgradeOf(f pipeline.Function, before, after planned) *plan.Upgrade {
	from, to := before.cluster.Release, after.cluster.Release
	if before.live != nil || from == to || from == (openshift.Release{}) || to == (openshift.Release{}) {
		return nil
	}
	u := &plan.Upgrade{From: from}
	if after.profile == nil || f.Rules == pipeline.NoRules {
		return u
	}
	checked := func(release openshift.Release) []v1alpha1.Diagnostic {
		f := f
		f.Release = release
		if after.alone {
			_, found := f.Render(after.profile)
			return found
		}
		return check(fleet.Cluster{Profile: after.profile, Objects: after.objects}, f)
	}
	then, now := checked(from), checked(to)
	u.Added, u.Resolved = added(now, then), added(then, now)
	return u
}

// planned is a cluster with the objects that the function generates or changes, or
// with the objects of the registry among manifests.
type planned struct {
	cluster plan.Cluster
	objects []*generators.Object
	profile *yaml.RNode // nil for manifests
	// alone reports that no kustomization composes the profile.
	alone bool
	live  *liveCluster
	// source is the file or folder of the profile; empty in a Git revision.
	source string
}

// clusters returns the objects of each profile in a file or folder, in the working
// tree or in a Git revision, or on standard input.
func clusters(source string, f pipeline.Function, s Streams) (map[string]planned, error) {
	paths, err := s.resolve([]string{source})
	if err == nil {
		paths[0], err = s.unpacked(paths[0], source)
	}
	if err != nil {
		return nil, err
	}
	if paths[0] == "-" { // read to find out whether it contains a profile
		data, err := io.ReadAll(io.LimitReader(s.In, maxStream+1))
		if err == nil && len(data) > maxStream {
			err = errTooLarge(maxStream)
		}
		if err != nil {
			return nil, usageError(fmt.Errorf("-: %w", err))
		}
		if s.In = bytes.NewReader(data); !fleet.MayHaveProfile(data) {
			if paths[0], err = s.work.input(data); err != nil {
				return nil, usageError(err)
			}
			return withoutProfiles(paths[0], f)
		}
	} else if withoutProfile(paths[0]) {
		return withoutProfiles(paths[0], f)
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
		clusters[r.name] = planned{cluster: clusterOf(r.name, r.profile, release), objects: r.ours(), profile: r.profile, alone: !isFolder(r.source), source: r.source}
	}
	return clusters, nil
}
