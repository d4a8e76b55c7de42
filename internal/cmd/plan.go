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

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/plan"
)

func planCommand(s Streams) *cobra.Command {
	var format, version string
	var crds []string
	cmd := &cobra.Command{
		Use:   "plan OLD NEW",
		Short: "Show the impact of profile changes",
		Long: `Plan compares the objects that profiles generate and describes the effects on
each cluster: images that are lost or not copied, downtime, pod replacement,
changed credentials, and fields that the manifests start or stop to manage.

OLD and NEW are files, folders of a fleet, or REVISION:PATH for either of them in
a Git revision. PATH is relative to the root of the repository. Instead of
profiles, they can contain manifests that no profile generates. What these do not
state about the cluster, such as its platform, is unknown.

It exits with 3 if the change can lose data.`,
		Example: `  registry-profile plan old.yaml new.yaml
  registry-profile plan main:clusters clusters --format markdown`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			write, known := plan.Formats[format]
			if !known {
				return fmt.Errorf("unknown format %q; use one of %s", format, strings.Join(plan.FormatNames(), ", "))
			}
			release, err := parseRelease(version, s)
			if err != nil {
				return err
			}
			schemas, err := readCRDs(crds, s)
			if err != nil {
				return err
			}
			before, errOld := clusters(args[0], pipeline.Function{Release: release, Rules: pipeline.NoRules}, s)
			after, errNew := clusters(args[1], pipeline.Function{Release: release, CRDs: schemas, Now: s.Now}, s)
			if err := cmp.Or(errOld, errNew, sameKind(before, after)); err != nil {
				return err
			}
			effects := compare(before, after)
			if err := write(s.Out, effects); err != nil {
				return usageError(err)
			}
			if slices.ContainsFunc(effects, func(e plan.Effect) bool { return e.Level == plan.Loss }) {
				return reported(exitLoss)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "output format: "+strings.Join(plan.FormatNames(), ", "))
	addReleaseFlag(cmd, &version)
	addCRDFlag(cmd, &crds)
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
	path, shown := source, source
	if revision, inside, ok := strings.Cut(source, ":"); ok && !exists(source) {
		dir, err := os.MkdirTemp("", "registry-profile-")
		if err != nil {
			return nil, usageError(err)
		}
		defer os.RemoveAll(dir)
		if err := fleet.Checkout(revision, dir); err != nil {
			return nil, usageError(fmt.Errorf("%s: %w", source, err))
		}
		path, shown = filepath.Join(dir, inside), source
	}
	if withoutProfile(path) {
		found, err := manifests(path, f)
		if err != nil {
			return nil, usageError(errors.New(strings.ReplaceAll(err.Error(), path, shown)))
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
	return nil, usageError(errors.New(strings.ReplaceAll(err.Error(), path, shown)))
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
		clusters[r.name] = planned{cluster: clusterOf(r.name, r.profile, release), objects: r.ours()}
	}
	return clusters, nil
}
