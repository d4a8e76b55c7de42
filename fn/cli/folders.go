package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/registry-profile/registry-profile/fn/manifest"
)

// writeFolders writes the manifests of each profile into a folder of its own.
func writeFolders(dir string, all []rendered) error {
	seen := map[string]bool{}
	for _, r := range all {
		if seen[r.name] {
			return invalid(fmt.Errorf("two profiles are called %s; a profile has the name of its cluster", r.name))
		}
		seen[r.name] = true
	}
	for _, r := range all {
		folder := filepath.Join(dir, r.name)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return unusable(err)
		}
		for _, object := range r.objects {
			if err := writeObject(folder, object); err != nil {
				return unusable(err)
			}
		}
	}
	return nil
}

func writeObject(folder string, object *manifest.Object) error {
	text, err := object.Document()
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(folder, object.FileName()), text)
}

// replaceFile writes a file so that others see the old or the new content,
// never a part.
func replaceFile(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".registry-profile-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
