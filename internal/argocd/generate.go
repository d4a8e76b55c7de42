package argocd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/budget"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/regular"
)

// Generate returns the manifests of an Application: the manifests of its folder
// after the profile is applied to them. The profile is in a kustomization, in the
// file that the parameters name, or in one of the YAML files of the folder.
// If a kustomization runs the function itself, Generate only composes it. exec
// allows kustomizations to run other programs. Argo CD is the default of the tool, and
// a profile for another one is an error. If a diagnostic is an error, Generate
// does not return manifests.
func Generate(f pipeline.Function, dir string, p Parameters, exec bool) ([]*yaml.RNode, []v1alpha1.Diagnostic, error) {
	f.Tool = v1alpha1.ArgoCD
	composer := kustomize.NewComposer(f)
	composer.Exec, composer.Confined = exec, true
	items, err := load(composer, dir, p.Profile)
	if failed := (*kustomize.Failed)(nil); errors.As(err, &failed) {
		return nil, failed.Diagnostics, nil
	}
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
			return nil, nil, errors.New("the kustomization runs the function itself, so the parameters cluster and release have no effect on the profile; patch the profile, or list it under resources")
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

// rendered reports whether the function has created or changed an object.
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
	matching := profiles
	if cluster != "" {
		matching = slices.DeleteFunc(slices.Clone(profiles), func(node *yaml.RNode) bool { return node.GetName() != cluster })
	}
	switch {
	case len(profiles) == 0:
		return nil, fmt.Errorf("no %s in the folder; add one, or set the parameter profile to its file", v1alpha1.Kind)
	case len(matching) == 0:
		return nil, fmt.Errorf("no %s has the name %q; use one of: %s", v1alpha1.Kind, cluster, strings.Join(names, ", "))
	case len(matching) > 1:
		return nil, fmt.Errorf("several profiles: %s; set the parameter cluster to one of them, or the parameter profile to its file", strings.Join(names, ", "))
	}
	return matching[0], nil
}

// load returns the objects of a file, of a kustomization, or of the YAML files
// in a folder. Folders below it are other Applications.
func load(c *kustomize.Composer, dir, file string) ([]*yaml.RNode, error) {
	if file != "" {
		return read(dir, file)
	}
	if c.Tree(dir) != nil {
		composition, err := c.Compose(dir)
		if err != nil {
			return nil, err
		}
		return composition.Objects, nil
	}
	files, err := yamlFiles(dir)
	if err != nil {
		return nil, err
	}
	var items []*yaml.RNode
	left := budget.Objects
	for _, file := range files {
		some, err := manifests(dir, file, &left)
		if err != nil {
			return nil, err
		}
		items = append(items, some...)
	}
	return items, nil
}

// manifests returns the Kubernetes objects of a file. Like Argo CD, it skips files
// and documents that are none, such as the values of a chart. left is the number of
// documents that the rest of the folder can have.
func manifests(dir, file string, left *int) ([]*yaml.RNode, error) {
	data, err := readInside(dir, file)
	if err != nil || !bytes.Contains(data, []byte("apiVersion")) || !bytes.Contains(data, []byte("kind")) {
		return nil, err
	}
	if *left -= budget.Documents(data); *left < 0 {
		return nil, budget.More(dir, budget.Objects, "objects")
	}
	var found []*yaml.RNode
	err = krm.EachDocument(bytes.NewReader(data), func(document *yaml.RNode) error {
		node := document.YNode()
		if node == nil || node.Kind != yaml.MappingNode || document.Field("apiVersion") == nil || document.Field("kind") == nil {
			return nil
		}
		found = append(found, document)
		return decode.Object(node)
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return found, nil
}

func read(dir, file string) ([]*yaml.RNode, error) {
	data, err := readInside(dir, file)
	if err != nil {
		return nil, err
	}
	nodes, err := krm.ReadDocuments(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return nodes, nil
}

// errOutside is the error of a link that leads out of the folder of an Application.
// The repo server contains the files of other repositories and its own credentials.
var errOutside = errors.New("link out of the folder of the Application, which is not read; replace it with a copy of the file, or list the folder of the file in a kustomization")

// readInside reads a file in a folder, but no link out of the folder.
func readInside(dir, file string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	data, err := regular.ReadIn(root, file, kustomize.MaxFile)
	if err == nil {
		return data, nil
	}
	if _, outside := os.Stat(filepath.Join(dir, file)); outside == nil {
		if _, inside := root.Stat(file); inside != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(dir, file), errOutside)
		}
	}
	return nil, err
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
