package repository

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/verbatim"
	"github.com/registry-profile/registry-profile/validators"
)

// syncSource is one source of an object with which a tool applies folders of a Git repository,
// and deletes what is no longer in them.
type syncSource struct {
	validators.Applier
	// urls are those of the repository, or nil if they are not known. A GitRepository of
	// each cluster can have the same name.
	urls []string
	// gitRepository is the namespace and the name of the GitRepository with the URL, if
	// the object has none.
	gitRepository string
	// path is that of the folder in the repository. In an ApplicationSet, it can contain
	// templates for each of the directories.
	path        string
	directories []directory
	// below reports whether the tool also applies the folders below one without a
	// kustomization, and composed whether it runs their kustomizations.
	below, composed bool
	// functions reports whether the tool may run a profile as a function of a
	// kustomization, and is not this program's plugin.
	functions bool
}

// directory selects folders of the repository.
type directory struct {
	Path    string
	Exclude bool
}

// GitRepositories of Flux have the URLs of repositories.
const (
	fluxSources   = "source.toolkit.fluxcd.io"
	gitRepository = "GitRepository"
)

// isSync reports whether an object may be one that readSync reads, or a GitRepository.
func isSync(object verbatim.Head) bool {
	switch openshift.GroupOf(object.APIVersion) {
	case "argoproj.io":
		return object.Kind == "Application" || object.Kind == "ApplicationSet"
	case "kustomize.toolkit.fluxcd.io":
		return object.Kind == "Kustomization"
	case fluxSources:
		return object.Kind == gitRepository
	case "configsync.gke.io":
		return object.Kind == "RootSync" || object.Kind == "RepoSync"
	}
	return false
}

// readSync returns the sources of an object that can delete images.
func readSync(object *yaml.RNode) []syncSource {
	var found []syncSource
	switch object.GetKind() {
	case "Application":
		var app application
		if decodes(object, &app) {
			found = app.syncs(app.cascades())
		}
	case "ApplicationSet":
		var set applicationSet
		if decodes(object, &set) && set.Spec.TemplatePatch == "" {
			found = set.Spec.Template.syncs(!set.Spec.SyncPolicy.PreserveResourcesOnDeletion || set.Spec.Template.cascades())
			for i := range found {
				found[i].directories = set.Spec.directories()
			}
		}
	case "Kustomization":
		var k fluxKustomization
		if decodes(object, &k) {
			found = k.syncs()
		}
	default:
		var s configSync
		if decodes(object, &s) && s.Spec.Git.Dir != "" {
			found = []syncSource{{Applier: validators.Applier{Tool: v1alpha1.Kpt}, urls: []string{s.Spec.Git.Repo}, path: s.Spec.Git.Dir, below: true}}
		}
	}
	return found
}

// decodes decodes an object. It returns false if a field has another type, such as a
// template.
func decodes(object *yaml.RNode, into any) bool {
	text, err := object.MarshalJSON()
	return err == nil && json.Unmarshal(text, into) == nil
}

// application is an Application of Argo CD, or the template of one.
type application struct {
	Metadata struct{ Finalizers []string }
	Spec     struct {
		Source     *applicationSource
		Sources    []applicationSource
		SyncPolicy struct {
			Automated *struct {
				Prune   bool
				Enabled *bool
			}
			SyncOptions []string
		}
	}
}

type applicationSource struct {
	RepoURL, Path string
	Plugin        *struct{}
	Kustomize     *struct {
		CommonAnnotations   map[string]string
		Patches, Components []any
	}
	Directory struct {
		Recurse          bool
		Include, Exclude string
	}
}

// cascades reports whether the objects are deleted together with the Application.
func (a application) cascades() bool {
	return slices.ContainsFunc(a.Metadata.Finalizers, func(name string) bool { return strings.HasPrefix(name, "resources-finalizer.argocd.argoproj.io") })
}

// syncs returns the sources, unless the Application keeps what is no longer in Git.
func (a application) syncs(cascades bool) []syncSource {
	policy := a.Spec.SyncPolicy
	prunes := policy.Automated != nil && policy.Automated.Prune && (policy.Automated.Enabled == nil || *policy.Automated.Enabled)
	keeps := slices.ContainsFunc(policy.SyncOptions, func(option string) bool { return option == "Prune=false" || option == "Delete=false" })
	if keeps || !prunes && !cascades {
		return nil
	}
	sources := a.Spec.Sources
	if a.Spec.Source != nil && len(sources) == 0 {
		sources = []applicationSource{*a.Spec.Source}
		if k := a.Spec.Source.Kustomize; k != nil {
			k.Patches = nil // the objects are composed with them
		}
	}
	var found []syncSource
	for _, s := range sources {
		if s.Plugin != nil || s.Directory.Include+s.Directory.Exclude != "" {
			continue // what it applies is not known
		}
		k := s.Kustomize
		if k != nil && (k.CommonAnnotations[openshift.ArgoOptions] != "" || len(k.Patches)+len(k.Components) > 0) {
			continue // it can protect the images
		}
		// Without the field, a plugin may take the kustomization.
		found = append(found, syncSource{Applier: validators.Applier{Tool: v1alpha1.ArgoCD}, urls: []string{s.RepoURL}, path: s.Path, below: s.Directory.Recurse, functions: k != nil})
	}
	return found
}

// applicationSet is an ApplicationSet of Argo CD.
type applicationSet struct {
	Spec applicationSetSpec
}

type applicationSetSpec struct {
	Generators    []applicationGenerator
	Template      application
	TemplatePatch string
	SyncPolicy    struct{ PreserveResourcesOnDeletion bool }
}

type applicationGenerator struct {
	Git           *struct{ Directories []directory }
	Matrix, Merge *struct{ Generators []applicationGenerator }
}

// directories returns the folders that the generators select.
func (s applicationSetSpec) directories() []directory {
	var found []directory
	for _, g := range s.Generators {
		if g.Git != nil {
			found = append(found, g.Git.Directories...)
		}
		for _, of := range []*struct{ Generators []applicationGenerator }{g.Matrix, g.Merge} {
			if of != nil {
				found = append(found, applicationSetSpec{Generators: of.Generators}.directories()...)
			}
		}
	}
	return found
}

// fluxKustomization is a Kustomization of Flux.
type fluxKustomization struct {
	Metadata struct{ Namespace string }
	Spec     struct {
		Path, DeletionPolicy string
		Prune                bool
		SourceRef            struct{ Kind, Name, Namespace string }
		CommonMetadata       struct{ Annotations map[string]string }
		Components           []string
	}
}

func (k fluxKustomization) syncs() []syncSource {
	s := k.Spec
	deletes := s.Prune || s.DeletionPolicy == "Delete" || s.DeletionPolicy == "WaitForTermination"
	if !deletes || s.SourceRef.Kind != "GitRepository" || s.CommonMetadata.Annotations[openshift.FluxPrune] != "" || len(s.Components) > 0 {
		return nil // in other sources, the path is not one of Git
	}
	source := cmp.Or(s.SourceRef.Namespace, k.Metadata.Namespace) + "/" + s.SourceRef.Name
	return []syncSource{{Applier: validators.Applier{Tool: v1alpha1.Flux}, gitRepository: source, path: s.Path, below: true, composed: true}}
}

// configSync is a RootSync or a RepoSync of Config Sync.
type configSync struct {
	Spec struct {
		Git struct{ Repo, Dir string }
	}
}
