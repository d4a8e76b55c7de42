// Package argocd runs Argo CD's plugin server and diff engine on the output of
// the function.
package argocd

import (
	"path/filepath"
	"runtime"
)

// root returns the root of the repository.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

func tool(name string) string { return filepath.Join(root(), "e2e", ".cache", "bin", name) }
