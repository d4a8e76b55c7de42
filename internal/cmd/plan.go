package cmd

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
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
	var format, version string
	var crds []string
	style := plan.Style{Color: s.Color}
	cmd := &cobra.Command{
		Use:   "plan OLD NEW",
		Short: "Show the impact of profile changes",
		Long: `Plan compares the objects that profiles generate and describes the effects on
each cluster: images that are lost or not copied, downtime, pod replacement,
changed credentials, and fields that the manifests start or stop to manage. It
starts with the totals, and shows equal effects of several clusters once.

OLD and NEW are files, folders of a fleet, or REVISION:PATH for either of them in
a Git revision. PATH is relative to the root of the repository. Instead of
profiles, they can contain manifests that no profile generates. What these do not
state about the cluster, such as its platform, is unknown. One of OLD and NEW can
be - for standard input.

If OLD contains the objects of a running cluster (the output of oc, a must-gather
or an Insights archive), plan shows what the first sync changes, and whether the
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
			write, known := plan.Formats[format]
			if !known {
				return fmt.Errorf("unknown format %q; use one of %s", format, strings.Join(plan.FormatNames(), ", "))
			}
			if args[0] == "-" && args[1] == "-" {
				return errors.New("only one of OLD and NEW can be standard input; use a file for the other one")
			}
			release, err := parseRelease(version, s)
			if err != nil {
				return err
			}
			schemas, err := readCRDs(crds, s)
			if err != nil {
				return err
			}
			checked := pipeline.Function{Release: release, CRDs: schemas, Now: s.Now}
			before, errOld := clusters(args[0], pipeline.Function{Release: release, Rules: pipeline.NoRules}, s)
			after, errNew := clusters(args[1], checked, s)
			if err := cmp.Or(errOld, errNew); err != nil {
				return err
			}
			if before, err = matched(before, after); err != nil {
				return err
			}
			if err := sameKind(before, after); err != nil {
				return err
			}
			result := plan.Report{Effects: compareWith(checked, before, after), Clusters: numberOf(before, after), Live: isLive(before)}
			style.Command = fullCommand(args)
			if err := write(s.Out, result, style); err != nil {
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
	addReleaseFlag(cmd, &version)
	addCRDFlag(cmd, &crds)
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
	f.Release = from
	now, then := after.found, []v1alpha1.Diagnostic(nil)
	if after.alone {
		_, then = f.Render(after.profile)
	} else {
		in := fleet.Cluster{Profile: after.profile, Objects: after.objects}
		then = check(in, f)
		f.Release = to
		now = check(in, f)
	}
	u.Added, u.Resolved = added(now, then), added(then, now)
	return u
}

// planned is a cluster with the objects that the function generates or changes, or
// with the objects of the registry among manifests.
type planned struct {
	cluster plan.Cluster
	objects []*generators.Object
	profile *yaml.RNode // nil for manifests
	// alone reports that no kustomization composes the profile, and found are the
	// diagnostics about it.
	alone bool
	found []v1alpha1.Diagnostic
	live  *liveCluster
}

// clusters returns the objects of each profile in a file or folder, in the working
// tree or in a Git revision, or on standard input.
func clusters(source string, f pipeline.Function, s Streams) (map[string]planned, error) {
	path, shown := source, source
	switch revision, inside, ok := strings.Cut(source, ":"); {
	case source == "-", ok && !exists(source):
		dir, err := os.MkdirTemp("", "registry-profile-")
		if err != nil {
			return nil, usageError(err)
		}
		defer os.RemoveAll(dir)
		if source == "-" {
			path = filepath.Join(dir, "stdin.yaml")
			err = writeAll(path, s.In)
		} else {
			path = filepath.Join(dir, inside)
			err = fleet.Checkout(revision, inside, dir)
		}
		if err != nil {
			return nil, usageError(fmt.Errorf("%s: %w", source, err))
		}
	case !exists(source) && fleet.IsRevision(source):
		return nil, usageError(fmt.Errorf("%s is a Git revision; write %s:PATH, for example %[1]s:clusters", source, source))
	}
	if withoutProfile(path) {
		found, err := withoutProfiles(path, f)
		if err != nil {
			return nil, withPath(err, path, shown)
		}
		return found, nil
	}
	var messages bytes.Buffer
	sources, _, err := expand([]string{path}, Streams{Err: &messages, quiet: s.quiet})
	if err == nil {
		var all []rendered
		all, err = renderAll(sources, f, func(*rendered) error { return nil }, Streams{In: s.In, Err: &messages, quiet: s.quiet})
		if _, writeErr := io.WriteString(s.Err, strings.ReplaceAll(messages.String(), path, shown)); writeErr != nil {
			return nil, usageError(writeErr)
		}
		if err == nil {
			return byName(all, f.Release)
		}
	}
	if f := (failed{}); errors.As(err, &f) {
		return nil, err
	}
	return nil, withPath(err, path, shown)
}

// withPath returns an error with the path that the user wrote, and its exit code.
func withPath(err error, path, shown string) error {
	text := errors.New(strings.ReplaceAll(err.Error(), path, shown))
	if f := (failed{}); errors.As(err, &f) {
		return failed{f.code, text}
	}
	return usageError(text)
}

// writeAll writes everything that it reads to a file.
func writeAll(path string, in io.Reader) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func byName(all []rendered, release openshift.Release) (map[string]planned, error) {
	if _, err := filesOf(all); err != nil {
		return nil, err // duplicate name
	}
	clusters := map[string]planned{}
	for _, r := range all {
		clusters[r.name] = planned{cluster: clusterOf(r.name, r.profile, release), objects: r.ours(), profile: r.profile, alone: !isFolder(r.source), found: r.found}
	}
	return clusters, nil
}
