package kustomize

import (
	"path/filepath"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// PluginPaths returns the paths where kustomize looks for the plugins of
// RegistryProfile and RegistryPolicy.
func PluginPaths(home string) []string {
	var paths []string
	for _, kind := range []string{v1alpha1.Kind, v1alpha1.PolicyKind} {
		paths = append(paths, filepath.Join(home, v1alpha1.APIVersion, strings.ToLower(kind), kind))
	}
	return paths
}
