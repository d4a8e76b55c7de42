package kustomize

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/budget"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/regular"
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

// show removes a text from memory.
func (l *layered) show(path string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	delete(l.memory, path)
}

// ReadFile implements filesys.FileSystem.
func (l *layered) ReadFile(path string) ([]byte, error) {
	if text, ok := l.inMemory(l.resolve(path)); ok {
		return text, nil
	}
	text, err := l.disk(path)
	if err == nil {
		err = limit(path, text)
	}
	return text, err
}

// disk returns the content of a file on the disk.
func (l *layered) disk(path string) ([]byte, error) { return regular.Read(path, MaxFile) }

// counted is the file system of one build. It counts what the build reads.
type counted struct {
	*layered
	what    string
	objects int
	err     error // that of a build that reads too much
}

// ReadFile implements filesys.FileSystem.
func (c *counted) ReadFile(path string) ([]byte, error) {
	text, err := c.layered.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c.objects += budget.Documents(text)
	if c.objects > budget.Objects {
		c.err = budget.More(c.what, budget.Objects, "objects")
	}
	return text, c.err
}

// MaxFile is the size in bytes of the largest file that is composed.
const MaxFile = 16 << 20

// limit returns an error for a text that would take too much memory: kustomize
// expands all aliases.
func limit(path string, text []byte) error {
	if bytes.IndexByte(text, '&') < 0 || bytes.IndexByte(text, '*') < 0 {
		return nil
	}
	var endless error
	// Kustomize reports documents that are not valid YAML.
	_ = krm.EachDocument(bytes.NewReader(text), func(document *yaml.RNode) error {
		if node := document.YNode(); node != nil && decode.HasAlias(node) {
			if _, err := decode.Plain(node); errors.Is(err, decode.ErrAliases) {
				endless = fmt.Errorf("%s: %w", path, err)
			}
		}
		return endless
	})
	return endless
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
