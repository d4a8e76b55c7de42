package adopt

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cifiles"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/regular"
)

// Options describe a repository.
type Options struct {
	// Dir is the folder of the repository. If it contains a base, clusters are added to
	// it.
	Dir string
	// CI is the system whose file is written, a value of cifiles.Systems.
	CI string
	// URL of the repository. The default is that of the remote origin.
	URL string
	// Version of the program that CI installs.
	Version string
	// Now is the time of the rules.
	Now func() time.Time
}

// Cluster is an imported cluster.
type Cluster struct {
	// Name of the profile and of the folder.
	Name string
	// Source is the dump, for messages.
	Source string
	// Profile as YAML with comments.
	Profile []byte
	// Notes are the differences between the profile and the cluster.
	Notes []string

	node       *yaml.Node
	findings   []string
	invalid    bool // a finding is an error
	bucketStep bool // the tool applies the bucket claim and its Job in a step of their own
}

// Repository is a repository with the files to write.
type Repository struct {
	Options
	clusters []Cluster
	base     *yaml.Node
	isNew    bool // it has no base yet
	tool     string
	url      string
	git      gitFacts
	page     string            // path of the README, empty if none is written
	files    map[string][]byte // by path in the folder, with slashes
}

// New returns a repository with profiles of clusters. It fails if two clusters have
// the same name, if the repository has one of them already, and if a file exists with
// other content. It writes nothing.
func New(clusters []Cluster, o Options) (*Repository, error) {
	r := &Repository{Options: o, clusters: clusters}
	var err error
	if r.git, err = gitOf(o.Dir); err != nil {
		return nil, err
	}
	r.url = firstOf(o.URL, r.git.url, UnknownURL)
	if err := r.git.check(r.url); err != nil {
		return nil, err
	}
	if err := r.parse(); err != nil {
		return nil, err
	}
	if r.base, err = existingBase(o.Dir); err != nil {
		return nil, err
	}
	r.isNew = r.base == nil
	if err := errors.Join(r.duplicates()...); err != nil {
		return nil, err
	}
	if r.isNew {
		if r.base, err = baseOf(r.profiles()); err != nil {
			return nil, err
		}
	}
	r.tool = toolOf(r.base)
	if err := r.describe(); err != nil {
		return nil, err
	}
	return r, r.conflicts()
}

// parse reads the profiles, and checks them with the rules.
func (r *Repository) parse() error {
	for i := range r.clusters {
		c := &r.clusters[i]
		node, err := yaml.Parse(string(c.Profile))
		if err != nil {
			return err
		}
		c.node = node.YNode()
		rendered, found := pipeline.Function{Now: r.Now}.Render(node.Copy())
		for _, d := range found {
			if d.Severity != v1alpha1.SeverityInfo {
				c.invalid = c.invalid || d.Severity == v1alpha1.SeverityError
				c.findings = append(c.findings, fmt.Sprintf("%s: %s: %s [%s]", d.Severity, d.Field, d.Message, d.Rule))
			}
		}
		p := rendered.Profile
		c.bucketStep = p != nil && p.StorageByJob() && p.Spec.Delivery.Tool == v1alpha1.Flux
	}
	return nil
}

func (r *Repository) profiles() []*yaml.Node {
	var nodes []*yaml.Node
	for _, c := range r.clusters {
		nodes = append(nodes, c.node)
	}
	return nodes
}

// duplicates returns the errors of two clusters with one name, and of clusters that
// the repository has already.
func (r *Repository) duplicates() []error {
	var errs []error
	sources := map[string]string{}
	for _, c := range r.clusters {
		if other, twice := sources[c.Name]; twice {
			errs = append(errs, fmt.Errorf("%s and %s are both of a cluster named %s; name them with NAME=%s, or import the files of one cluster as one folder", other, c.Source, c.Name, c.Source))
			continue
		}
		sources[c.Name] = c.Source
		folder := filepath.Join(r.Dir, clustersFolder, c.Name)
		if _, err := os.Stat(folder); err == nil {
			errs = append(errs, fmt.Errorf("%s exists already; remove the folder to import the cluster %s again, or give the new cluster another name with NAME=%s", folder, c.Name, c.Source))
		}
	}
	return errs
}

// describe sets the files of the repository.
func (r *Repository) describe() error {
	r.files = map[string][]byte{}
	add := func(name string, content any, comment ...string) error {
		text, err := marshal(content)
		r.files[name] = append([]byte(asComment(comment)), text...)
		return err
	}
	var errs []error
	if r.isNew {
		errs = append(errs, add(path.Join(baseFolder, kustomizationFile), baseKustomization()),
			add(path.Join(baseFolder, profileFile), r.base, "What all clusters of the repository share."))
		for name, text := range r.fleetSync() {
			r.files[name] = []byte(text)
		}
	}
	for _, c := range r.clusters {
		patch, err := patchOf(r.base, c.node)
		if err != nil {
			return err
		}
		folder := path.Join(clustersFolder, c.Name)
		errs = append(errs, add(path.Join(folder, kustomizationFile), clusterKustomization()), add(path.Join(folder, patchFile), patch, c.toDo(patch)...))
		for name, text := range r.clusterSync(c) {
			r.files[name] = []byte(text)
		}
	}
	name, content, err := cifiles.File(r.CI, cifiles.Options{Version: r.Version, Branch: r.git.branch})
	if err == nil && name != "" {
		if r.git.prefix != "" {
			err = fmt.Errorf("--ci writes a file to the root of a Git repository, and %s is the folder %s of one; use --ci none, and add the commands for this folder to the CI of the repository", r.Dir, r.git.prefix)
		}
		r.files[name] = content
	}
	errs = append(errs, err)
	if r.isNew {
		text, err := r.readme()
		r.page = r.readmeName()
		r.files[r.page] = text
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// readmeName returns the name of the README. Git hosts create repositories with a
// README.md, which remains.
func (r *Repository) readmeName() string {
	const name = "README.md"
	if _, err := os.Lstat(filepath.Join(r.Dir, name)); err == nil {
		return "NEXT-STEPS.md"
	}
	return name
}

// toDo returns what the patch of a cluster says at its top.
func (c *Cluster) toDo(patch *yaml.Node) []string {
	lines := append(slices.Clone(c.findings), c.Notes...)
	kept := commentsOf(patch, "")
	for _, comment := range commentsOf(c.node, "") {
		if !slices.Contains(kept, comment) {
			lines = append(lines, comment) // its field is in the base
		}
	}
	if len(lines) == 0 {
		return nil
	}
	for i, line := range lines {
		lines[i] = "- " + printable.Line(strings.ReplaceAll(line, "\n", " "))
	}
	return append([]string{"To check before the first sync; remove these lines afterwards:"}, lines...)
}

// conflicts returns an error that lists the files that exist with other content.
func (r *Repository) conflicts() error {
	var different []string
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		file := filepath.Join(r.Dir, filepath.FromSlash(name))
		present, err := regular.Read(file, math.MaxInt64-1)
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return err
		case string(present) != string(r.files[name]):
			different = append(different, file)
		}
	}
	if len(different) == 0 {
		return nil
	}
	return fmt.Errorf("import overwrites no file, and these exist with other content: %s; move them away, or use another folder", strings.Join(different, ", "))
}

// Write writes the files of the repository, and returns their paths.
func (r *Repository) Write() ([]string, error) {
	names := slices.Sorted(maps.Keys(r.files))
	for _, name := range names {
		file := filepath.Join(r.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, r.files[name], 0o644); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// Tool returns spec.delivery.tool of the base of a repository, and an empty string if
// the base has none. It reports whether the folder has a base.
func Tool(dir string) (tool string, exists bool, err error) {
	base, err := existingBase(dir)
	if err != nil || base == nil {
		return "", false, err
	}
	return toolOf(base), true, nil
}

func toolOf(profile *yaml.Node) string {
	content, err := contentOf(profile)
	if err != nil {
		return ""
	}
	tool, _ := lookup(content, "spec", "delivery", "tool")
	name, _ := tool.(string)
	return name
}

func firstOf(values ...string) string {
	i := slices.IndexFunc(values, func(s string) bool { return s != "" })
	return values[i]
}
