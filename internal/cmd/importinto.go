package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/adopt"
	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// dumped is a cluster with the paths of its objects.
type dumped struct {
	name  string // empty if the objects determine it
	paths []string
}

// dumpsOf returns the clusters that arguments name: PATH or NAME=PATH. A path may
// contain an equals sign.
func dumpsOf(args []string) ([]dumped, error) {
	var all []dumped
	var errs []error
	for _, arg := range args {
		name, path, named := strings.Cut(arg, "=")
		if !named || exists(arg) {
			all = append(all, dumped{paths: []string{arg}})
			continue
		}
		if len(validation.IsDNS1123Subdomain(name)) > 0 {
			errs = append(errs, fmt.Errorf("%s: invalid name %q; the name of a cluster has lower case letters, digits, - and ., as in prod-eu=dump.yaml", arg, name))
			continue
		}
		if path == "" {
			errs = append(errs, fmt.Errorf("%s: no path after the name; write %s=PATH", arg, name))
			continue
		}
		i := slices.IndexFunc(all, func(d dumped) bool { return d.name == name })
		if i < 0 {
			i, all = len(all), append(all, dumped{name: name})
		}
		all[i].paths = append(all[i].paths, path)
	}
	return all, errors.Join(errs...)
}

// setTool sets the tool of the clusters to that of the repository. It fails if the
// user asks for another one, for which the repository has no files.
func setTool(o *importer.Options, dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("--into: %s is a file; it must be a folder, or a path that does not exist", dir)
	}
	tool, exists, err := adopt.Tool(dir)
	if err != nil {
		return invalid(err)
	}
	if used := cmp.Or(tool, v1alpha1.Plain); exists && o.Tool != "" && o.Tool != used {
		return fmt.Errorf("--tool: the clusters in %s use the tool %s, and not %s; omit the flag, or use another folder", dir, used, o.Tool)
	}
	o.Tool = cmp.Or(o.Tool, tool)
	return nil
}

// importInto imports clusters into a repository.
func importInto(args []string, o importer.Options, into adopt.Options, s Streams) error {
	dumps, err := dumpsOf(args)
	if err != nil {
		return err
	}
	if o.Name != "" && len(dumps) > 1 {
		return errors.New("--name cannot name several clusters; use NAME=PATH for each of them")
	}
	if err := setTool(&o, into.Dir); err != nil {
		return err
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
	for _, line := range toDo(r, into.Dir) {
		s.note("%s", line)
	}
	for _, name := range written {
		if _, err := printable.Fprintf(s.Out, "%s\n", filepath.Join(into.Dir, name)); err != nil {
			return usageError(err)
		}
	}
	return nil
}

// toDo returns what must be done before the repository can be used.
func toDo(r *adopt.Repository, dir string) []string {
	var lines []string
	switch names := r.Invalid(); len(names) {
	case 0:
	case 1:
		lines = append(lines, fmt.Sprintf("1 cluster has errors: render fails until they are fixed in %s", filepath.Join(dir, "clusters", names[0], "patch.yaml")))
	default:
		lines = append(lines, fmt.Sprintf("%d clusters have errors: render fails until they are fixed in %s of %s", len(names), filepath.Join(dir, "clusters", "*", "patch.yaml"), strings.Join(names, ", ")))
	}
	if files := r.WithoutURL(); len(files) > 0 {
		file := files[0]
		if len(files) > 1 {
			file = filepath.Join(filepath.Dir(file), "*.yaml")
		}
		lines = append(lines, fmt.Sprintf("the URL of the repository is not known: replace %s in %s; --repo URL or a remote origin sets it", adopt.UnknownURL, filepath.Join(dir, file)))
	}
	return lines
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
				s.report(source+": ", failure(withoutPath{f.error, source}))
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

// withoutPath is an error whose message does not start with a path that the line
// already names.
type withoutPath struct {
	error
	path string
}

func (e withoutPath) Error() string { return strings.TrimPrefix(e.error.Error(), e.path+": ") }

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
