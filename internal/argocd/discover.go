package argocd

import (
	"bytes"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// Discover returns the first file with a profile, or with a patch for one, that
// Generate reads for a folder: a file of its kustomization or of the bases, or a YAML
// file of a folder without a kustomization. It returns an empty string if the folder
// is not an Application for this plugin. What cannot be read has no profile, because
// the folder may be that of another tool, which then reports the error.
func Discover(dir string) (string, error) {
	composer := kustomize.NewComposer(pipeline.Function{})
	composer.Confined = true
	if tree := composer.Tree(dir); tree != nil {
		return inTree(tree, dir), nil
	}
	files, err := yamlFiles(dir)
	if err != nil {
		return "", err
	}
	for _, file := range files {
		if hasProfile(dir, file) {
			return file, nil
		}
	}
	return "", nil
}

// inTree returns the first file with a profile in the order of kustomize.
func inTree(tree *kustomize.Tree, dir string) string {
	found := ""
	tree.Each(func(t *kustomize.Tree) {
		if found != "" || t.Kustomization == nil {
			return
		}
		for _, files := range [][]string{t.Resources, t.Functions, t.Patches} {
			for _, file := range files {
				if relative, err := filepath.Rel(t.Dir, file); err == nil && found == "" && hasProfile(t.Dir, relative) {
					found = file
				}
			}
		}
		if found == "" && namesProfile(t) {
			found = t.File
		}
	})
	if found == "" {
		return ""
	}
	if base, err := filepath.EvalSymlinks(dir); err == nil {
		if base, err = filepath.Abs(base); err == nil {
			if relative, err := filepath.Rel(base, found); err == nil {
				return relative
			}
		}
	}
	return found
}

// namesProfile reports whether the text of a kustomization contains a profile or a
// patch for one.
func namesProfile(t *kustomize.Tree) bool {
	k := t.Kustomization
	var texts []string
	for _, list := range [][]string{k.Generators, k.Transformers, k.Validators} {
		for _, entry := range list {
			if strings.Contains(entry, "\n") || strings.HasPrefix(strings.TrimSpace(entry), "{") { // else a path
				texts = append(texts, entry)
			}
		}
	}
	for _, patch := range t.PatchList() {
		if targetsProfile(patch) {
			return true
		}
		texts = append(texts, patch.Patch)
	}
	for _, text := range texts {
		if isProfile([]byte(text)) {
			return true
		}
	}
	return false
}

func targetsProfile(patch types.Patch) bool {
	return patch.Target != nil && patch.Target.Kind == v1alpha1.Kind && (patch.Target.Group == "" || patch.Target.Group == v1alpha1.Group)
}

// hasProfile reports whether a file in a folder contains a profile.
func hasProfile(dir, file string) bool {
	data, err := readInside(dir, file)
	return err == nil && isProfile(data)
}

// isProfile reports whether a document of a text is a profile. It does not parse texts
// without the word, since Argo CD asks for every folder that names no plugin.
func isProfile(text []byte) bool {
	if !bytes.Contains(text, []byte(v1alpha1.Kind)) {
		return false
	}
	found := false
	// Documents after one that is not valid YAML are not read.
	_ = krm.EachDocument(bytes.NewReader(text), func(document *yaml.RNode) error {
		if node := document.YNode(); node != nil && node.Kind == yaml.MappingNode {
			found = found || document.GetKind() == v1alpha1.Kind && openshift.GroupOf(document.GetApiVersion()) == v1alpha1.Group
		}
		return nil
	})
	return found
}
