package kustomize

import (
	"io/fs"
	"os"
	"path/filepath"
)

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

// Walk calls visit for each file and folder below a folder, and for the folder itself,
// which can be a link. The paths begin with that of the folder and are clean.
func Walk(root string, visit fs.WalkDirFunc) error {
	from := root
	if info, err := os.Stat(root); err == nil && info.IsDir() {
		from += string(filepath.Separator) // follows a link
	}
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		return visit(filepath.Clean(path), entry, err)
	})
}

// FolderOutside reports whether an entry is a link to a folder outside of a folder.
// Such a folder is not read.
func FolderOutside(path string, entry fs.DirEntry, root string) bool {
	if entry.Type() != fs.ModeSymlink {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir() && !Inside(path, root)
}

// Inside reports whether the target of a link is below a folder.
func Inside(link, root string) bool {
	target, err := filepath.EvalSymlinks(link)
	if err != nil {
		return false
	}
	full, err := filepath.EvalSymlinks(root)
	if err != nil {
		return false
	}
	relative, err := filepath.Rel(full, target)
	return err == nil && filepath.IsLocal(relative)
}
