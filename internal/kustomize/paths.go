package kustomize

import "path/filepath"

// Paths caches the folders of absolute paths, because resolving links is slow.
type Paths map[string]string

// Absolute returns the absolute path of a file, with the links to its folder
// resolved, as a Tree names it.
func (p Paths) Absolute(path string) string {
	dir, name := filepath.Split(path)
	full, known := p[dir]
	if !known {
		full = dir
		if absolute, err := filepath.Abs(dir); err == nil {
			full = absolute
		}
		if resolved, err := filepath.EvalSymlinks(full); err == nil {
			full = resolved
		}
		p[dir] = full
	}
	return filepath.Join(full, name)
}
