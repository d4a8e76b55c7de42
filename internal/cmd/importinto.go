package cmd

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/adopt"
	"github.com/registry-profile/registry-profile/internal/importer"
)

// tools are the values of spec.delivery.tool.
var tools = []string{v1alpha1.Plain, v1alpha1.ArgoCD, v1alpha1.Flux, v1alpha1.Kpt, v1alpha1.ACM, v1alpha1.Hive}

// dumped is a cluster with the paths of its objects.
type dumped struct {
	name  string // empty if the objects determine it
	paths []string
}

// dumpsOf returns the clusters that arguments name: PATH or NAME=PATH.
func dumpsOf(args []string) []dumped {
	var all []dumped
	for _, arg := range args {
		name, path, named := strings.Cut(arg, "=")
		if !named || exists(arg) || len(validation.IsDNS1123Subdomain(name)) > 0 {
			all = append(all, dumped{paths: []string{arg}})
			continue
		}
		i := slices.IndexFunc(all, func(d dumped) bool { return d.name == name })
		if i < 0 {
			i, all = len(all), append(all, dumped{name: name})
		}
		all[i].paths = append(all[i].paths, path)
	}
	return all
}

// importInto imports clusters into a repository.
func importInto(args []string, o importer.Options, into adopt.Options, s Streams) error {
	dumps := dumpsOf(args)
	if o.Name != "" && len(dumps) > 1 {
		return errors.New("--name cannot name several clusters; use NAME=PATH for each of them")
	}
	if o.Tool == "" {
		tool, err := adopt.Tool(into.Dir)
		if err != nil {
			return invalid(err)
		}
		o.Tool = tool
	}
	into.Now, into.Version = s.Now, version()
	clusters, err := importAll(dumps, o, s)
	if err != nil {
		return err
	}
	r, err := adopt.New(clusters, into)
	if err != nil {
		return invalid(err)
	}
	written, err := r.Write()
	if err != nil {
		return usageError(err)
	}
	for _, c := range clusters {
		for _, line := range slices.Concat(r.Findings(c.Name), c.Notes) {
			s.note("%s: %s", c.Name, line)
		}
	}
	for _, name := range written {
		if _, err := fmt.Fprintln(s.Out, filepath.Join(into.Dir, name)); err != nil {
			return usageError(err)
		}
	}
	return nil
}

// importAll imports all clusters, and prints the errors of all of them.
func importAll(dumps []dumped, o importer.Options, s Streams) ([]adopt.Cluster, error) {
	var clusters []adopt.Cluster
	code := exitOK
	for _, d := range dumps {
		source := strings.Join(d.paths, " and ")
		each := o
		if d.name != "" {
			each.Name = d.name
		}
		each.DefaultName = nameOfDump(d.paths[0])
		p, err := importCluster(d.paths, each, s)
		if f := (failed{}); errors.As(err, &f) {
			if errors.Is(f.error, importer.ErrNoConfig) && len(dumps) > 1 {
				f.error = fmt.Errorf("%w; each argument is one cluster: if the file belongs to another argument, put both into one folder, or write NAME=PATH for both", f.error)
			}
			if f.error != nil {
				s.report(source+": ", failure(f.error))
			}
			code = max(code, f.code)
			continue
		}
		if err != nil {
			return nil, err
		}
		clusters = append(clusters, adopt.Cluster{Name: p.Name, Source: source, Profile: p.Text, Notes: p.Notes})
	}
	if code != exitOK {
		return nil, reported(code)
	}
	return clusters, nil
}

// nameOfDump returns the name of a file without its extension, or that of a folder,
// if it can be the name of a profile.
func nameOfDump(path string) string {
	name := filepath.Base(filepath.Clean(path))
	if extension := filepath.Ext(name); slices.Contains([]string{".yaml", ".yml", ".json"}, extension) {
		name = strings.TrimSuffix(name, extension)
	}
	if len(validation.IsDNS1123Subdomain(name)) > 0 {
		return ""
	}
	return name
}
