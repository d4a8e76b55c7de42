package adopt

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/resid"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

const (
	baseFolder        = "base"
	clustersFolder    = "clusters"
	renderedFolder    = "rendered"
	kustomizationFile = "kustomization.yaml"
	profileFile       = "profile.yaml"
	patchFile         = "patch.yaml"
)

func baseKustomization() types.Kustomization {
	return types.Kustomization{Resources: []string{profileFile}}
}

// clusterKustomization returns the kustomization of a cluster. The patch gives the
// profile its name.
func clusterKustomization() types.Kustomization {
	return types.Kustomization{
		Resources: []string{"../../" + baseFolder},
		Patches: []types.Patch{{
			Path:    patchFile,
			Target:  &types.Selector{ResId: resid.ResId{Gvk: resid.Gvk{Kind: v1alpha1.Kind}}},
			Options: &types.PatchArgs{AllowNameChange: true},
		}},
	}
}

// marshal returns YAML with the indentation of kustomize.
func marshal(value any) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoderWithOptions(&b, &yaml.EncoderOptions{SeqIndent: yaml.CompactSequenceStyle})
	if err := e.Encode(value); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

// existingBase returns the profile of the base of a repository, nil if the
// repository does not have a base.
func existingBase(dir string) (*yaml.Node, error) {
	base := filepath.Join(dir, baseFolder)
	if _, err := os.Stat(base); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	composed, err := kustomize.NewComposer(pipeline.Function{Rules: pipeline.NoRules}).Compose(base)
	if err != nil {
		return nil, err
	}
	if len(composed.Objects) != 1 || composed.Objects[0].GetKind() != v1alpha1.Kind {
		return nil, fmt.Errorf("%s must contain one %s and nothing else to be the base of more clusters; it contains %d objects", base, v1alpha1.Kind, len(composed.Objects))
	}
	return composed.Objects[0].YNode(), nil
}
