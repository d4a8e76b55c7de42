package argocd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Generate returns the manifests of an Application: those of its folder, and
// what its profile asks for, which is brought into them. The profile comes from
// a kustomization, from the file that the parameters name, or from one of the
// folder's YAML files. A kustomization that runs the function itself is built
// as it is. There are none if a result is an error.
func Generate(f pipeline.Function, dir string, p Parameters, o kustomize.Options) ([]*yaml.RNode, []v1alpha1.Diagnostic, error) {
	items, err := load(dir, p.Profile, o)
	if err != nil {
		return nil, nil, err
	}
	var profiles []*yaml.RNode
	items = slices.DeleteFunc(items, func(item *yaml.RNode) bool {
		if item.GetKind() == v1alpha1.Kind {
			profiles = append(profiles, item)
			return true
		}
		return item.GetAnnotations()[openshift.LocalConfigAnnotation] == "true"
	})
	if len(profiles) == 0 && slices.ContainsFunc(items, rendered) {
		if p.Cluster != "" || p.Release != (openshift.Release{}) {
			return nil, nil, errors.New("the kustomization runs the function itself, so that the parameters cluster and release cannot change the profile; patch the profile instead, or list it under resources")
		}
		return items, nil, nil
	}
	node, err := choose(profiles, p.Cluster)
	if err != nil {
		return nil, nil, err
	}
	f.Release = p.Release
	rl := &krm.ResourceList{Items: items, FunctionConfig: node}
	if !f.Run(rl) {
		return nil, rl.Diagnostics, nil
	}
	return rl.Items, rl.Diagnostics, nil
}

// rendered reports whether the function has made or changed an object.
func rendered(item *yaml.RNode) bool {
	_, marked := provenance.MarkOf(item)
	return marked
}

// choose returns the profile of a cluster.
func choose(profiles []*yaml.RNode, cluster string) (*yaml.RNode, error) {
	names := make([]string, len(profiles))
	for i, node := range profiles {
		names[i] = node.GetName()
	}
	some := profiles
	if cluster != "" {
		some = slices.DeleteFunc(slices.Clone(profiles), func(node *yaml.RNode) bool { return node.GetName() != cluster })
	}
	switch {
	case len(profiles) == 0:
		return nil, fmt.Errorf("no %s in the folder; add one, or name its file in the parameter profile", v1alpha1.Kind)
	case len(some) == 0:
		return nil, fmt.Errorf("no %s is called %q; there are %s", v1alpha1.Kind, cluster, strings.Join(names, ", "))
	case len(some) > 1:
		return nil, fmt.Errorf("several profiles: %s; name one in the parameter cluster, or its file in the parameter profile", strings.Join(names, ", "))
	}
	return some[0], nil
}

// load returns the objects of a file, of a kustomization, or of the YAML files
// in a folder. Folders below it are other Applications.
func load(dir, file string, o kustomize.Options) ([]*yaml.RNode, error) {
	if file != "" {
		return read(dir, file)
	}
	if k, _, err := kustomize.Read(dir); err != nil || k != nil {
		if err != nil {
			return nil, err
		}
		return kustomize.Build(dir, o)
	}
	files, err := yamlFiles(dir)
	if err != nil {
		return nil, err
	}
	var items []*yaml.RNode
	for _, file := range files {
		some, err := read(dir, file)
		if err != nil {
			return nil, err
		}
		items = append(items, some...)
	}
	return items, nil
}

func read(dir, file string) ([]*yaml.RNode, error) {
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return nil, err
	}
	nodes, err := krm.ReadDocuments(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return nodes, nil
}

func yamlFiles(dir string) ([]string, error) {
	var files []string
	for _, pattern := range []string{"*.yaml", "*.yml"} {
		some, err := fs.Glob(os.DirFS(dir), pattern)
		if err != nil {
			return nil, err
		}
		files = append(files, some...)
	}
	slices.Sort(files)
	return files, nil
}

// Discover returns the first YAML file of a folder that speaks of a profile:
// one itself, a patch for one, or a kustomization of one. It is empty if there
// is none, and the folder an Application for other tools.
func Discover(dir string) (string, error) {
	files, err := yamlFiles(dir)
	if err != nil {
		return "", err
	}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return "", err
		}
		if strings.Contains(string(text), v1alpha1.Kind) {
			return file, nil
		}
	}
	return "", nil
}
