package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/graph"
	"github.com/registry-profile/registry-profile/internal/htmlreport"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/validators"
)

func reportCommand(s Streams) *cobra.Command {
	var output, base string
	var c checkOptions
	cmd := &cobra.Command{
		Use:   "report PROFILE|DIR...",
		Short: "Write an HTML page about a fleet",
		Long: `Report writes one HTML page about the clusters of a fleet: their releases,
platforms, storage and findings, whether they are ready for the next and for the
newest supported release, and for each cluster its objects, with the reason for
each field. The page needs no server and no network.

` + argumentsHelp + `

In a folder, or among several arguments, a file or kustomization that cannot be
read or rendered is a cluster with errors. Input without a profile is an error.

With --base, the page also shows the impact of the changes since BASE, as plan
does: equal changes of several clusters are one entry. Clusters with errors are not
compared. BASE is a file, a folder or REVISION:PATH.`,
		Example: `  registry-profile report clusters -o report.html
  registry-profile report clusters --base main:clusters -o report.html`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			defer collectLess()()
			f, err := c.function(s)
			if err != nil {
				return err
			}
			f.Lint = true
			page := htmlreport.Page{Title: titleOf(args), Reason: originText}
			if page.Clusters, err = inspect(args, f, s); err != nil {
				return err
			}
			if base != "" {
				if page.Effects, page.NotCompared, err = since(base, page.Clusters, s); err != nil {
					return err
				}
				page.Title, page.Compared = page.Title+", compared with "+base, true
			}
			return writeTo(output, s, func(w io.Writer) error { return htmlreport.Write(w, page) })
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write the page to this file instead of standard output")
	cmd.Flags().StringVar(&base, "base", "", "show the changes since this file, folder or REVISION:PATH")
	addCRDFlag(cmd, &c.crds)
	c.policyOptions.addFlags(cmd)
	return cmd
}

// titleOf names the arguments; a shell can expand a pattern to hundreds of them.
func titleOf(args []string) string {
	const most = 3
	if len(args) <= most {
		return strings.Join(args, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(args[:most], ", "), len(args)-most)
}

// writeTo writes a file, or standard output if the path is empty.
func writeTo(path string, s Streams, write func(io.Writer) error) error {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return usageError(err)
	}
	if path == "" {
		if _, err := text.WriteTo(s.machine()); err != nil {
			return usageError(fmt.Errorf("standard output: %w", err))
		}
		return nil
	}
	if err := os.WriteFile(path, text.Bytes(), 0o644); err != nil {
		return usageError(err)
	}
	return nil
}

// inspected contains the clusters of a source, or the errors of one without a profile.
type inspected struct {
	clusters []htmlreport.Cluster
	found    []v1alpha1.Diagnostic
	code     int
}

// inspect renders and checks the profiles of all sources in parallel. A cluster with
// errors has findings, and no objects. It reports all sources without a profile, and
// fails if there is one.
func inspect(args []string, f pipeline.Function, s Streams) ([]htmlreport.Cluster, error) {
	sources, folders, err := s.sources(args)
	if err != nil {
		return nil, err
	}
	builder := fleet.NewBuilder(f, len(sources) > 8)
	all := make([]inspected, len(sources))
	bar := newProgress(s, len(sources))
	err = fleet.Each(len(sources), func(i int) error {
		all[i] = inspectSource(sources[i], len(sources) == 1 && !folders, f, builder, s)
		return bar.step()
	})
	if err != nil {
		return nil, err
	}
	var clusters []htmlreport.Cluster
	code := exitOK
	for i, one := range all {
		s.report(sources[i]+": ", one.found)
		clusters, code = append(clusters, one.clusters...), max(code, one.code)
	}
	if code != exitOK {
		return nil, reported(code)
	}
	for i := range clusters {
		c := &clusters[i]
		c.Name, c.Source = s.work.shown(c.Name), s.work.shown(c.Source)
		for j := range c.Findings {
			c.Findings[j].Message = s.work.shown(c.Findings[j].Message)
		}
	}
	return clusters, nil
}

// inspectSource returns the clusters of one source. A source that can contain a profile
// and that cannot be read or rendered is a cluster with errors. If it is the only
// argument, a file that cannot be read is an error, as in the other commands.
func inspectSource(source string, alone bool, f pipeline.Function, builder *fleet.Builder, s Streams) inspected {
	if isFolder(source) {
		built, found, err := builder.Build(source)
		return inspected{clusters: inspectBuilt(source, built, found, err, f)}
	}
	nodes, err := readSource(source, s)
	if err == nil && !slices.ContainsFunc(nodes, func(n *yaml.RNode) bool { return n.GetKind() != v1alpha1.Kind }) {
		return inspected{clusters: inspectProfiles(source, nodes, f)}
	}
	var built []fleet.Cluster
	var found []v1alpha1.Diagnostic
	unread := err != nil
	if !unread {
		built, found, err = builder.BuildObjects(nodes)
	}
	code := exitInvalid
	if f := (failed{}); errors.As(err, &f) {
		code = f.code
	}
	if code == exitUsage || alone && unread || (err != nil || v1alpha1.HasErrors(found)) && !mayHaveProfile(source, nodes) {
		if err != nil {
			found = append(found, failure(err)...)
		}
		return inspected{found: found, code: code}
	}
	return inspected{clusters: inspectBuilt(source, built, found, err, f)}
}

// mayHaveProfile reports whether a file contains a profile, or may contain one that is
// misspelled or invalid. Standard input can be read only once.
func mayHaveProfile(source string, nodes []*yaml.RNode) bool {
	if source != "-" {
		return fleet.HasProfile(source)
	}
	return slices.ContainsFunc(nodes, func(n *yaml.RNode) bool {
		text, err := n.String()
		return err == nil && fleet.MayHaveProfile([]byte(text))
	})
}

// inspectProfiles returns the clusters of a file that only contains profiles.
func inspectProfiles(source string, nodes []*yaml.RNode, f pipeline.Function) []htmlreport.Cluster {
	var clusters []htmlreport.Cluster
	for _, node := range nodes {
		r, found := f.Render(node)
		c := htmlreport.Cluster{Name: node.GetName(), Source: source, Profile: node, Objects: r.Objects, Hub: graph.Hub(r.Manifests()), Findings: found}
		for _, release := range later(node) {
			f.Release = release
			_, then := f.Render(node)
			c.Readiness = append(c.Readiness, htmlreport.Readiness{Release: release, Findings: added(then, found)})
		}
		f.Release = openshift.Release{}
		clusters = append(clusters, c)
	}
	return clusters
}

// inspectBuilt returns what a Builder has returned for a source.
func inspectBuilt(dir string, built []fleet.Cluster, found []v1alpha1.Diagnostic, err error, f pipeline.Function) []htmlreport.Cluster {
	if err != nil {
		found = append(found, failure(err)...)
	}
	if len(built) == 0 {
		return []htmlreport.Cluster{{Name: filepath.ToSlash(dir), Source: dir, Findings: found}}
	}
	var clusters []htmlreport.Cluster
	for _, b := range built {
		c := htmlreport.Cluster{Name: b.Name, Source: dir, Profile: b.Profile, Hub: graph.Hub(b.Manifests), Findings: found}
		for _, o := range b.Objects {
			if fleet.Ours(o) {
				c.Objects = append(c.Objects, o)
			}
		}
		now := check(b, f)
		for _, release := range later(b.Profile) {
			f.Release = release
			c.Readiness = append(c.Readiness, htmlreport.Readiness{Release: release, Findings: added(check(b, f), now)})
		}
		f.Release = openshift.Release{}
		clusters = append(clusters, c)
	}
	return clusters
}

// check returns the diagnostics about a profile and the objects of its cluster.
func check(c fleet.Cluster, f pipeline.Function) []v1alpha1.Diagnostic {
	items := make([]*yaml.RNode, len(c.Objects))
	for i, o := range c.Objects {
		items[i] = o.Node()
	}
	p, found := f.Profile(c.Profile, items...)
	if p == nil {
		return found
	}
	in := validators.Input{Profile: p.Written, Items: items, Whole: true, Lint: f.Lint, Now: f.Time(), CRDs: f.CRDs}
	return append(found, pipeline.WithoutReported(f.Exceptions.Apply(validators.CheckItems(in), c.Profile), found)...)
}

// later returns the release after that of a profile, and the newest supported one.
func later(profile *yaml.RNode) []openshift.Release {
	release := clusterOf("", profile, openshift.Release{}).Release
	i := slices.Index(openshift.Releases, release)
	if i < 0 || i+1 == len(openshift.Releases) {
		return nil
	}
	return slices.Compact([]openshift.Release{openshift.Releases[i+1], openshift.LastRelease})
}

// added returns the diagnostics that are not among those of the current release.
func added(then, now []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	type id struct{ rule, object, field, detail string }
	known := map[id]bool{}
	for _, d := range now {
		known[id{d.Rule, d.Object, d.Field, d.Detail}] = true
	}
	return slices.DeleteFunc(slices.Clone(then), func(d v1alpha1.Diagnostic) bool { return known[id{d.Rule, d.Object, d.Field, d.Detail}] })
}
