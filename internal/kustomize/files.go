package kustomize

import (
	"path/filepath"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// layered is a file system in which files in memory hide those on the disk. It
// replaces kustomizations by equivalent ones that do not run functions.
type layered struct {
	filesys.FileSystem
	mutex  sync.RWMutex
	memory map[string][]byte // by absolute path
	dirs   map[string]string // folders with resolved links
}

func onDisk() *layered {
	return &layered{FileSystem: filesys.MakeFsOnDisk(), memory: map[string][]byte{}, dirs: map[string]string{}}
}

func (l *layered) inMemory(path string) ([]byte, bool) {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	text, ok := l.memory[path]
	return text, ok
}

// hide replaces a file by a text.
func (l *layered) hide(path string, text []byte) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.memory[path] = text
}

// ReadFile implements filesys.FileSystem.
func (l *layered) ReadFile(path string) ([]byte, error) {
	if text, ok := l.inMemory(l.resolve(path)); ok {
		return text, nil
	}
	return l.FileSystem.ReadFile(path)
}

// Exists implements filesys.FileSystem.
func (l *layered) Exists(path string) bool {
	_, ok := l.inMemory(l.resolve(path))
	return ok || l.FileSystem.Exists(path)
}

// CleanedAbs implements filesys.FileSystem.
func (l *layered) CleanedAbs(path string) (filesys.ConfirmedDir, string, error) {
	full := l.resolve(path)
	if _, ok := l.inMemory(full); ok {
		return filesys.ConfirmedDir(filepath.Dir(full)), filepath.Base(full), nil
	}
	return l.FileSystem.CleanedAbs(path)
}

// resolve returns the absolute path of a file, with links to its folder resolved.
func (l *layered) resolve(path string) string {
	dir, name := filepath.Split(path)
	l.mutex.RLock()
	full, known := l.dirs[dir]
	l.mutex.RUnlock()
	if !known {
		cleaned, _, err := l.FileSystem.CleanedAbs(filepath.Dir(path))
		if err != nil {
			return path
		}
		full = string(cleaned)
		l.mutex.Lock()
		l.dirs[dir] = full
		l.mutex.Unlock()
	}
	return filepath.Join(full, name)
}
