package kustomize

import (
	"bytes"
	"encoding/json"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/resid"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// keptAnnotation takes the place of the annotation of local configuration while a
// kustomization is built.
const keptAnnotation = v1alpha1.Group + "/local-config"

// composeConfigs composes a folder with the configurations of functions. Kustomize
// drops objects with the annotation of local configuration from the result of a
// build, but not from these folders: a profile with it runs.
func (c *Composer) composeConfigs(t *Tree, entry, path string) ([]*yaml.RNode, error) {
	folder, err := c.prepare(path)
	if err != nil {
		return nil, err
	}
	if !c.mentionsLocal(folder) {
		return c.build(folder)
	}
	// The kustomization that lists the folder is not built before its functions are
	// known, so that it can build the folder with a patch.
	text, err := json.Marshal(types.Kustomization{
		Resources: []string{entry},
		Patches: []types.Patch{{
			Target: &types.Selector{ResId: resid.ResId{}, AnnotationSelector: openshift.LocalConfigAnnotation},
			Patch:  `[{"op": "move", "from": "` + pointer(openshift.LocalConfigAnnotation) + `", "path": "` + pointer(keptAnnotation) + `"}]`,
		}},
	})
	if err != nil {
		return nil, err
	}
	c.files.hide(t.File, text)
	defer c.files.show(t.File)
	objects, err := c.build(t)
	for _, object := range objects {
		annotations := object.GetAnnotations()
		value, kept := annotations[keptAnnotation]
		if !kept {
			continue
		}
		delete(annotations, keptAnnotation)
		annotations[openshift.LocalConfigAnnotation] = value
		if err := object.SetAnnotations(annotations); err != nil {
			return nil, err
		}
	}
	return objects, err
}

// pointer returns the JSON pointer of an annotation.
func pointer(annotation string) string {
	return "/metadata/annotations/" + strings.ReplaceAll(annotation, "/", "~1")
}

// mentionsLocal reports whether a file of the tree contains the annotation of local
// configuration.
func (c *Composer) mentionsLocal(t *Tree) bool {
	for _, file := range t.Files() {
		if text, err := c.files.ReadFile(file); err == nil && bytes.Contains(text, []byte(openshift.LocalConfigAnnotation)) {
			return true
		}
	}
	return false
}
