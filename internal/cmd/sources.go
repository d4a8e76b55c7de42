package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/report"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// rendered is a profile with its manifests.
type rendered struct {
	source  string
	name    string // of the profile
	line    int    // of the profile in a file; 0 if it is not in one
	profile *yaml.RNode
	objects []*generators.Object // of the cluster
	// manifests are the objects that the tool applies. They contain the objects of the
	// cluster, or are them.
	manifests []*generators.Object
	foreign   *generators.Object // the first manifest that is not the function's, or nil
	files     []file             // replaces the objects after write
	// unprotected are the diagnostics about the tool that applies the output folder.
	unprotected []v1alpha1.Diagnostic
	// elsewhere reports that the cluster belongs to another part of the fleet. Only its
	// source and name are set.
	elsewhere bool
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
	return renderSelected(sources, f, nil, then, s)
}

// renderSelected is renderAll for some clusters of a fleet; of the others, it returns
// the source and the name.
func renderSelected(sources []string, f pipeline.Function, selects func(name string) bool, then func(*rendered) error, s Streams) ([]rendered, error) {
	type outcome struct {
		rendered []rendered
		found    []v1alpha1.Diagnostic
		code     int
	}
	defer collectLess()()
	outcomes := make([]outcome, len(sources))
	builder := fleet.NewBuilder(f, len(sources) > 8)
	builder.Selects = selects
	bar := newProgress(s, len(sources))
	err := fleet.Each(len(sources), func(i int) error {
		o := &outcomes[i]
		o.rendered, o.found, o.code = render(sources[i], builder, s)
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
	var found []v1alpha1.Diagnostic
	code := exitOK
	names := map[string]string{} // by source, if it contains one cluster
	for i, o := range outcomes {
		if len(o.rendered) == 1 {
			names[sources[i]] = o.rendered[0].name
		}
		all = append(all, o.rendered...)
		found = append(found, o.found...)
		code = max(code, o.code)
	}
	report.FleetLines(s.Err, s.notable(found), names)
	if code != exitOK {
		return nil, reported(code)
	}
	return all, nil
}

// render renders the profiles of one source. The source is the file of all
// diagnostics.
func render(source string, builder *fleet.Builder, s Streams) (all []rendered, found []v1alpha1.Diagnostic, code int) {
	clusters, found, err := readClusters(source, builder, s)
	if err != nil {
		found = append(found, failure(err)...)
	}
	for i := range found {
		found[i].File = source
	}
	for _, c := range clusters {
		r := rendered{source: source, name: c.Name, profile: c.Profile, objects: c.Objects, manifests: c.Manifests, elsewhere: c.Elsewhere}
		if c.Profile != nil && !isFolder(source) {
			r.line = c.Profile.YNode().Line
		}
		if i := slices.IndexFunc(c.Manifests, func(o *generators.Object) bool { return !fleet.Ours(o) }); i >= 0 {
			r.foreign = c.Manifests[i]
		}
		all = append(all, r)
	}
	if f := (failed{}); errors.As(err, &f) {
		return all, found, f.code
	}
	if v1alpha1.HasErrors(found) || len(clusters) == 0 {
		return all, found, exitInvalid
	}
	return all, found, exitOK
}

// readClusters returns the clusters of one source.
func readClusters(source string, builder *fleet.Builder, s Streams) ([]fleet.Cluster, []v1alpha1.Diagnostic, error) {
	if isFolder(source) {
		return builder.Build(source)
	}
	nodes, err := readSource(source, s)
	if err != nil {
		return nil, nil, err
	}
	return builder.BuildObjects(nodes)
}

// ours returns the objects that the function generates or changes.
func (r *rendered) ours() []*generators.Object {
	return slices.DeleteFunc(slices.Clone(r.objects), func(o *generators.Object) bool { return !fleet.Ours(o) })
}

// readObjects reads the objects of a file, and prints its errors.
func readObjects(file string, s Streams) ([]*yaml.RNode, error) {
	nodes, err := readSource(file, s)
	if err != nil {
		s.report(file+": ", failure(err))
		return nil, reported(exitCodeOf(err))
	}
	return nodes, nil
}

// errEmpty is the error for a file without objects.
var errEmpty = errors.New("empty; check that the command that writes it succeeds, and that it writes a " + v1alpha1.Kind)

// readSource reads the objects of a file or of standard input.
func readSource(file string, s Streams) ([]*yaml.RNode, error) {
	limit := resolve.MaxBytes
	if file == "-" {
		limit = maxStream
	}
	in, err := open(file, s)
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		return nil, usageError(failed.Err)
	}
	if err != nil {
		return nil, usageError(err)
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, int64(limit)+1))
	if err != nil {
		return nil, usageError(err)
	}
	if len(data) > limit {
		return nil, invalid(errTooLarge(limit))
	}
	nodes, err := krm.ReadDocuments(data)
	if err != nil {
		return nil, invalid(err)
	}
	if len(nodes) == 0 {
		return nil, usageError(errEmpty)
	}
	return nodes, nil
}

// place returns the name of the profile, and where it is written.
func (r *rendered) place() string {
	where := r.source
	if r.line > 0 {
		where = fmt.Sprintf("%s:%d", where, r.line)
	}
	return v1alpha1.Kind + "/" + r.name + " (" + where + ")"
}
