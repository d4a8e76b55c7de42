package fleet

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/registry-profile/registry-profile/internal/interrupt"
)

// open opens the folder. What is below it is only accessible without links that lead
// out of it.
func (f Folder) open() (*os.Root, error) {
	if err := f.noLink(); err != nil {
		return nil, err
	}
	return os.OpenRoot(f.Path)
}

// noLink returns an error if the folder is a link. A pull request can contain a link in
// the place of the folder, or of one above it that the working directory contains.
func (f Folder) noLink() error {
	clean := filepath.Clean(f.Path)
	first := len(clean)
	if !filepath.IsAbs(clean) {
		first = 1
	}
	for end := range len(clean) + 1 {
		if end < first || end < len(clean) && clean[end] != filepath.Separator {
			continue
		}
		path := clean[:end]
		info, err := os.Lstat(path)
		if err != nil {
			return nil // open reports it if it matters
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%s: %w; specify the folder that it links to", path, errLink)
		}
	}
	return nil
}

var errLink = errors.New("render does not write through links")

// explain returns an error that names the link because of which an operation failed.
func (f Folder) explain(root *os.Root, path string, err error) error {
	if err == nil {
		return nil
	}
	if linked := f.linked(root, path); linked != nil {
		return linked
	}
	return err
}

// linked returns an error if a path below the folder contains a link.
func (f Folder) linked(root *os.Root, path string) error {
	parts := strings.Split(path, string(filepath.Separator))
	for i := range parts {
		part := filepath.Join(parts[:i+1]...)
		if info, err := root.Lstat(part); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%s: %w; remove the link", filepath.Join(f.Path, part), errLink)
		}
	}
	return nil
}

// replace writes a temporary file and renames it to path.
func replace(root *os.Root, path string, content []byte) error {
	temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".registry-profile-%d-%s.tmp", os.Getpid(), filepath.Base(path)))
	return interrupt.Shield(func() (err error) {
		file, err := create(root, temporary)
		if err != nil {
			return err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, root.Remove(temporary))
			}
		}()
		_, err = file.Write(content)
		if err = errors.Join(err, file.Close()); err != nil {
			return err
		}
		return root.Rename(temporary, path)
	})
}

// create creates a file. A killed process may have left one of the same name.
func create(root *os.Root, path string) (*os.File, error) {
	const exclusive = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	file, err := root.OpenFile(path, exclusive, 0o644)
	if !errors.Is(err, fs.ErrExist) {
		return file, err
	}
	if err := root.Remove(path); err != nil {
		return nil, err
	}
	return root.OpenFile(path, exclusive, 0o644)
}
