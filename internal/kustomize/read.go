package kustomize

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/yaml"
)

// Read returns the kustomization of a folder and the path of its file. It returns
// nil if the folder does not contain a kustomization.
func Read(dir string) (*types.Kustomization, string, error) {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		file := filepath.Join(dir, name)
		data, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		k := &types.Kustomization{}
		if err := yaml.Unmarshal(data, k); err != nil {
			return nil, "", fmt.Errorf("%s: %w", file, err)
		}
		k.FixKustomization()
		return k, file, nil
	}
	return nil, "", nil
}
