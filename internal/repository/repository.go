package repository

import (
	"io"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/validators"
)

// Options configure Read.
type Options struct {
	// Function runs the profiles and policies that kustomizations list.
	Function pipeline.Function
	// Unreadable, if it is set, is called for the files of a dump that cannot be read,
	// and ReadDump returns the objects of all others. It then ignores the files of
	// other namespaces in archives, and those that are larger than MaxFile.
	Unreadable func(*InvalidDump)

	// everything reports that the objects of other owners are parsed too.
	everything bool
}

// filter returns which objects are parsed.
func (o Options) filter() krm.Relevant {
	if o.everything {
		return all
	}
	return relevant
}

// Repository is the content of files and folders.
type Repository struct {
	// Clusters that may contain objects of the registry, in the order of their paths.
	Clusters []*Cluster
	// Problems are the files that cannot be read and the kustomizations that cannot
	// be composed, if they name a kind of the registry.
	Problems []Problem
	// NotLookedInto lists everything else that was not looked into.
	NotLookedInto []Skipped
}

// Cluster contains objects that are applied to one cluster.
type Cluster struct {
	// Path of the kustomization's folder, the folder or the file; "-" for standard
	// input.
	Path string
	// Whole reports whether nothing else is applied: the objects are the result of
	// a kustomization, or of a command that writes to standard input.
	Whole bool
	// Objects are the manifests.
	Objects []*yaml.RNode
	// Profiles and Policies are those among the manifests.
	Profiles, Policies []*yaml.RNode
	// Ran are the profiles and policies that the kustomization has run. Their
	// results are among the objects.
	Ran []kustomize.Ran
	// Kustomized reports whether a kustomization composes the objects, or may
	// change them.
	Kustomized bool
	// AppliedBy are the objects in the files with which tools apply the generated
	// manifests among Objects.
	AppliedBy []validators.Applier

	// outermost reports whether no object embeds the objects.
	outermost bool

	sources map[*yaml.RNode][]source
	tree    *tree
}

// Kind is a kind of problem, or of content that was not looked into.
type Kind string

// Kinds of problems and of skipped content. Their plural adds an s.
const (
	Chart         Kind = "chart"
	Template      Kind = "template"
	Unreadable    Kind = "unreadable file"
	Kustomization Kind = "kustomization"
	Oversized     Kind = "oversized file"
	Patched       Kind = "patched object"
)

// Skipped is content that was not looked into.
type Skipped struct {
	Path   string
	Kind   Kind
	Reason string
	// Broken reports that a mistake in the repository hides content that may belong to
	// the registry.
	Broken bool
}

// Problem is content that names a kind of the registry and cannot be looked into.
type Problem struct {
	Skipped
	// Dir is the path of the cluster to which the content belongs.
	Dir string
	// Line is 0 if it is not known.
	Line int
	// Refused reports that the build may work: this program does not use the network
	// and does not run other programs.
	Refused bool
	// Failed contains the diagnostics of a profile or a policy that failed while a
	// kustomization was composed; nil for other problems.
	Failed *kustomize.Failed
}

// Read reads files and folders. "-" is standard input. It fails if a path does not
// exist, or if a named file is empty.
func Read(paths []string, stdin io.Reader, o Options) (*Repository, error) {
	r := newReader(stdin, o)
	for _, path := range paths {
		if err := r.add(path); err != nil {
			return nil, err
		}
	}
	return r.clusters()
}
