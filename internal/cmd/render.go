package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

func renderCommand(s Streams) *cobra.Command {
	var o outputOptions
	var version string
	var crds []string
	cmd := &cobra.Command{
		Use:   "render PROFILE|DIR...",
		Short: "Print the manifests of a profile, or update those of a fleet",
		Long: `Render prints the manifests of a RegistryProfile as a YAML stream. PROFILE is a
file, or - for standard input.

With -o, render writes the manifests of any number of profiles to
OUT/<name of the profile>, one file for each manifest. It only writes files that
differ. It lists the stale files of removed clusters and objects, and removes
them with --prune. It never removes a file that it did not write.

DIR contains the profiles of a fleet: files, or kustomizations with a profile. A
kustomization that another one references is a base. A kustomization that runs the
profile as a function, and one that contains other manifests beside the profile,
is rendered as kustomize build and the function render it.`,
		Example: `  registry-profile render profile.yaml
  registry-profile render clusters -o rendered
  registry-profile render clusters -o rendered --check
  kustomize build profiles/prod | registry-profile render -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("render requires a file with a RegistryProfile, a folder of profiles, or - for standard input")
			}
			return o.check()
		},
		RunE: func(_ *cobra.Command, args []string) error {
			release, err := parseRelease(version, s)
			if err != nil {
				return err
			}
			schemas, err := readCRDs(crds, s)
			if err != nil {
				return err
			}
			sources, folders, err := expand(args, s)
			if err != nil {
				return usageError(err)
			}
			o.whole = folders && o.shard.n == 0
			all, err := renderAll(o.shard.of(sources), pipeline.Function{Release: release, CRDs: schemas, Now: s.Now}, (*rendered).write, s)
			if err != nil {
				return err
			}
			if o.dir != "" {
				if err := onlyOurs(all); err != nil {
					return err
				}
				return update(o, all, s)
			}
			return writeStream(all, s)
		},
	}
	o.addFlags(cmd)
	addReleaseFlag(cmd, &version)
	addCRDFlag(cmd, &crds)
	return cmd
}

// expand replaces each folder with the sources of the profiles below it. It reports
// whether an argument is a folder.
func expand(args []string, s Streams) (sources []string, folders bool, err error) {
	for _, arg := range args {
		if !isFolder(arg) {
			sources = append(sources, arg)
			continue
		}
		found, err := fleet.Find(arg)
		if err != nil {
			return nil, false, err
		}
		sources, folders = append(sources, found...), true
	}
	return sources, folders, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// rendered is a profile with its manifests.
type rendered struct {
	source  string
	name    string // of the profile
	profile *yaml.RNode
	objects []*generators.Object // of the cluster
	// manifests are the objects that the tool applies. They contain the objects of the
	// cluster, or are them.
	manifests []*generators.Object
	foreign   *generators.Object // the first manifest that is not the function's, or nil
	files     []file             // replaces the objects after write
}

// file is a manifest with its path.
type file struct {
	path string // relative to the output folder
	text []byte
}

// write converts the objects to files. The objects of a large fleet need much
// more memory than the files.
func (r *rendered) write() error {
	for _, object := range r.manifests {
		text, err := object.Document()
		if err != nil {
			return err
		}
		r.files = append(r.files, file{fleet.PathOf(r.name, object), text})
	}
	r.objects, r.manifests, r.profile = nil, nil, nil
	return nil
}

// renderAll renders the profiles of all sources in parallel, one worker for each
// processor. It calls then for each profile and reports all errors in the order of
// the sources.
func renderAll(sources []string, f pipeline.Function, then func(*rendered) error, s Streams) ([]rendered, error) {
	type outcome struct {
		rendered []rendered
		errors   bytes.Buffer
		code     int
	}
	// A fleet creates many small, short-lived objects. Less frequent garbage
	// collection saves a fifth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	outcomes := make([]outcome, len(sources))
	builder := fleet.NewBuilder(f, len(sources) > 8)
	bar := newProgress(s, len(sources))
	err := fleet.Each(len(sources), func(i int) error {
		o := &outcomes[i]
		o.rendered, o.code = render(sources[i], f, builder, Streams{In: s.In, Err: &o.errors, quiet: s.quiet})
		for j := range o.rendered {
			if err := then(&o.rendered[j]); err != nil {
				return err
			}
		}
		return bar.step()
	})
	if err != nil {
		return nil, usageError(err)
	}
	var all []rendered
	code := exitOK
	for i := range outcomes {
		if _, err := outcomes[i].errors.WriteTo(s.Err); err != nil {
			return nil, usageError(err)
		}
		all = append(all, outcomes[i].rendered...)
		code = max(code, outcomes[i].code)
	}
	if code != exitOK {
		return nil, reported(code)
	}
	return all, nil
}

// render renders the profiles of one source.
func render(source string, f pipeline.Function, builder *fleet.Builder, s Streams) ([]rendered, int) {
	if isFolder(source) {
		return build(source, builder, s)
	}
	nodes, err := readObjects(source, s)
	code := exitOK
	if f := (failed{}); errors.As(err, &f) {
		code = f.code
	}
	var all []rendered
	for _, node := range nodes {
		r, found := f.Render(node)
		s.report(source+": ", found)
		if v1alpha1.HasErrors(found) {
			code = max(code, exitInvalid)
		}
		all = append(all, rendered{source: source, name: node.GetName(), profile: node, objects: r.Objects, manifests: r.Manifests()})
	}
	return all, code
}

// build renders the clusters of a kustomization.
func build(source string, builder *fleet.Builder, s Streams) ([]rendered, int) {
	clusters, found, err := builder.Build(source)
	if err != nil {
		found = append(found, failure(err)...)
	}
	s.report(source+": ", found)
	var all []rendered
	for _, c := range clusters {
		r := rendered{source: source, name: c.Name, profile: c.Profile, objects: c.Objects, manifests: c.Manifests}
		if i := slices.IndexFunc(c.Manifests, func(o *generators.Object) bool { return !fleet.Ours(o) }); i >= 0 {
			r.foreign = c.Manifests[i]
		}
		all = append(all, r)
	}
	if v1alpha1.HasErrors(found) || err == nil && len(clusters) == 0 {
		return all, exitInvalid
	}
	return all, exitOK
}

// ours returns the objects that the function generates or changes.
func (r *rendered) ours() []*generators.Object {
	return slices.DeleteFunc(slices.Clone(r.objects), func(o *generators.Object) bool { return !fleet.Ours(o) })
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

// readObjects reads the objects of a file, and prints its errors.
func readObjects(file string, s Streams) ([]*yaml.RNode, error) {
	in, err := open(file, s)
	if err != nil {
		return nil, fail(s, file, exitUsage, err)
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, resolve.MaxBytes+1))
	if err != nil {
		return nil, fail(s, file, exitUsage, err)
	}
	if len(data) > resolve.MaxBytes {
		return nil, fail(s, file, exitInvalid, fmt.Errorf("larger than %d bytes, the maximum size of a profile; check that it is the right file", resolve.MaxBytes))
	}
	nodes, err := krm.ReadDocuments(data)
	if err != nil {
		return nil, fail(s, file, exitInvalid, err)
	}
	if len(nodes) == 0 {
		return nil, fail(s, file, exitInvalid, fmt.Errorf("the file does not contain a %s; add one with apiVersion %s", v1alpha1.Kind, v1alpha1.APIVersion))
	}
	if nodes, err = onlyProfiles(nodes); err != nil {
		return nil, fail(s, file, exitInvalid, err)
	}
	return nodes, nil
}

// writeStream prints the manifests of one profile. The manifests of two profiles
// would both contain Config/cluster.
func writeStream(all []rendered, s Streams) error {
	if len(all) > 1 {
		return invalid(fmt.Errorf("RegistryProfile/%s and RegistryProfile/%s both generate Config/cluster; specify one profile, or use -o DIR to write each profile to its own folder",
			all[0].name, all[1].name))
	}
	var documents [][]byte
	for _, f := range all[0].files {
		documents = append(documents, f.text)
	}
	if err := krm.WriteDocuments(s.Out, documents); err != nil {
		return usageError(err)
	}
	return nil
}
