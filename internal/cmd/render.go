package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

func renderCommand(s Streams) *cobra.Command {
	var o outputOptions
	var version string
	cmd := &cobra.Command{
		Use:   "render PROFILE|DIR...",
		Short: "Print the manifests of a profile, or keep those of a fleet",
		Long: `Render prints the manifests that a RegistryProfile asks for, as a YAML stream.
PROFILE is a file, or - for standard input.

With -o it keeps the manifests of any number of profiles up to date, each in a
file of its own in OUT/<name of the profile>. Only files that differ are
written. Files of clusters that are gone, and of manifests that a profile no
longer asks for, are listed, and removed with --prune; what was not rendered is
never removed.

DIR holds the profiles of a fleet: in files, or in kustomizations of profiles
over shared bases. Those that another kustomization builds upon are bases.`,
		Example: `  registry-profile render profile.yaml
  registry-profile render clusters -o rendered
  registry-profile render clusters -o rendered --check
  kustomize build profiles/prod | registry-profile render -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("render needs a file with a RegistryProfile, a folder of them, or - for standard input")
			}
			return o.check()
		},
		RunE: func(_ *cobra.Command, args []string) error {
			release, err := parseRelease(version)
			if err != nil {
				return err
			}
			sources, folders, err := expand(args, s)
			if err != nil {
				return unusable(err)
			}
			o.whole = folders && o.shard.n == 0
			all, err := renderAll(o.shard.of(sources), pipeline.Function{Release: release, Now: s.Now}, (*rendered).write, s)
			if err != nil {
				return err
			}
			if o.dir != "" {
				return keep(o, all, s)
			}
			return writeStream(all, s)
		},
	}
	o.addFlags(cmd)
	addReleaseFlag(cmd, &version)
	return cmd
}

// expand replaces folders by where the profiles below them are, and reports
// whether there was one.
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
		for _, file := range found.Alone {
			s.note("%s: rendered by itself; the kustomization beside it runs functions, and its patches and other manifests are not rendered", file)
		}
		sources, folders = append(sources, found.Sources...), true
	}
	return sources, folders, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// rendered is one profile with its manifests.
type rendered struct {
	source  string
	name    string // of the profile
	objects []*generators.Object
	files   []file // instead of the objects, when they are written
}

// file is a manifest as it is written.
type file struct {
	path string // below the folder of the fleet
	text []byte
}

// write turns the objects into files. A large fleet's objects would take much
// more memory.
func (r *rendered) write() error {
	for _, object := range r.objects {
		text, err := object.Document()
		if err != nil {
			return err
		}
		r.files = append(r.files, file{fleet.PathOf(r.name, object), text})
	}
	r.objects = nil
	return nil
}

// renderAll renders the profiles of all sources, as many at once as there are
// processors, does what follows with each, and reports all errors of all of
// them in their order.
func renderAll(sources []string, f pipeline.Function, then func(*rendered) error, s Streams) ([]rendered, error) {
	type outcome struct {
		rendered []rendered
		errors   bytes.Buffer
		code     int
	}
	// A fleet leaves much behind that is small and soon forgotten; collecting it
	// less often takes a fifth less time.
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	outcomes := make([]outcome, len(sources))
	bar := newProgress(s, len(sources))
	err := fleet.Each(len(sources), func(i int) error {
		o := &outcomes[i]
		o.rendered, o.code = render(sources[i], f, Streams{In: s.In, Err: &o.errors, quiet: s.quiet})
		for j := range o.rendered {
			if err := then(&o.rendered[j]); err != nil {
				return err
			}
		}
		return bar.step()
	})
	if err != nil {
		return nil, unusable(err)
	}
	var all []rendered
	code := exitOK
	for i := range outcomes {
		if _, err := outcomes[i].errors.WriteTo(s.Err); err != nil {
			return nil, unusable(err)
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
func render(source string, f pipeline.Function, s Streams) ([]rendered, int) {
	nodes, err := readProfiles(source, s)
	code := exitOK
	if f := (failed{}); errors.As(err, &f) {
		code = f.code
	}
	var all []rendered
	for _, node := range nodes {
		r, found := f.Render(node)
		s.tell(source+": ", found)
		if v1alpha1.HasErrors(found) {
			code = max(code, exitInvalid)
		}
		all = append(all, rendered{source: source, name: node.GetName(), objects: r.Objects})
	}
	return all, code
}

// readProfiles reads the profiles of a file or kustomization, and reports what
// is wrong with it.
func readProfiles(source string, s Streams) ([]*yaml.RNode, error) {
	if !isFolder(source) {
		return readObjects(source, s)
	}
	nodes, err := fleet.Build(source)
	if err != nil {
		return nil, fail(s, source, exitInvalid, err)
	}
	return nodes, nil
}

// readObjects reads the objects of a file and reports what is wrong with it.
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
		return nil, fail(s, file, exitInvalid, fmt.Errorf("larger than %d bytes, which no profile is; is it the right file?", resolve.MaxBytes))
	}
	nodes, err := krm.ReadDocuments(data)
	if err != nil {
		return nil, fail(s, file, exitInvalid, err)
	}
	if len(nodes) == 0 {
		return nil, fail(s, file, exitInvalid, fmt.Errorf("no %s in it; write one of %s", v1alpha1.Kind, v1alpha1.APIVersion))
	}
	return nodes, nil
}

// writeStream prints the manifests of one profile. Those of two would both
// hold Config/cluster.
func writeStream(all []rendered, s Streams) error {
	if len(all) > 1 {
		return invalid(fmt.Errorf("RegistryProfile/%s and RegistryProfile/%s would both own Config/cluster; give one profile, or write each into a folder of its own with -o DIR",
			all[0].name, all[1].name))
	}
	var documents [][]byte
	for _, f := range all[0].files {
		documents = append(documents, f.text)
	}
	if err := krm.WriteDocuments(s.Out, documents); err != nil {
		return unusable(err)
	}
	return nil
}
