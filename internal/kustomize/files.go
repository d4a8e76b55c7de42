package kustomize

import (
	"path/filepath"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// layered is a file system in which files in memory hide those on the disk. It
// replaces kustomizations by equivalent ones that do not run functions.
type layered struct {
	filesys.FileSystem
	memory map[string][]byte // by absolute path
}

func onDisk() *layered {
	return &layered{FileSystem: filesys.MakeFsOnDisk(), memory: map[string][]byte{}}
}

// ReadFile implements filesys.FileSystem.
func (l *layered) ReadFile(path string) ([]byte, error) {
	if text, ok := l.memory[l.resolve(path)]; ok {
		return text, nil
	}
	return l.FileSystem.ReadFile(path)
}

// Exists implements filesys.FileSystem.
func (l *layered) Exists(path string) bool {
	_, ok := l.memory[l.resolve(path)]
	return ok || l.FileSystem.Exists(path)
}

// CleanedAbs implements filesys.FileSystem.
func (l *layered) CleanedAbs(path string) (filesys.ConfirmedDir, string, error) {
	full := l.resolve(path)
	if _, ok := l.memory[full]; ok {
		return filesys.ConfirmedDir(filepath.Dir(full)), filepath.Base(full), nil
	}
	return l.FileSystem.CleanedAbs(path)
}

// resolve returns the absolute path of a file, with links to its folder resolved.
func (l *layered) resolve(path string) string {
	if dir, _, err := l.FileSystem.CleanedAbs(filepath.Dir(path)); err == nil {
		return filepath.Join(string(dir), filepath.Base(path))
	}
	return path
}
