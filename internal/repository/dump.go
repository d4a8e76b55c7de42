package repository

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
)

// Dump contains objects that were read from a cluster.
type Dump struct {
	Objects []*yaml.RNode
	// Files are the files of the objects.
	Files map[*yaml.RNode]string
}

// InvalidDump is the error of a file that does not contain objects.
type InvalidDump struct {
	File string
	Err  error
}

func (e *InvalidDump) Error() string { return e.File + ": " + e.Err.Error() }

// ReadDump reads the output of oc from files and folders: YAML or JSON, objects or
// Lists. "-" is standard input. It fails with InvalidDump if a file cannot be read
// as objects: a dump that is read in part would look like another cluster.
func ReadDump(paths []string, stdin io.Reader) (*Dump, error) {
	d := &Dump{Files: map[*yaml.RNode]string{}}
	for _, path := range paths {
		files, err := dumpFiles(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if err := d.read(file, stdin); err != nil {
				return nil, err
			}
		}
	}
	return d, nil
}

// dumpFiles returns the YAML and JSON files below a folder, or the file itself.
func dumpFiles(path string) ([]string, error) {
	if path == "-" {
		return []string{path}, nil
	}
	var files []string
	err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (file == path || slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(file))) {
			files = append(files, file)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file or directory", path)
	}
	return files, err
}

func (d *Dump) read(file string, stdin io.Reader) error {
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		stdin = f
	}
	err := krm.EachDocument(stdin, func(document *yaml.RNode) error {
		if yaml.IsMissingOrNull(document) {
			return nil // only comments
		}
		if err := decode.Object(document.YNode()); err != nil {
			return err
		}
		members, err := krm.Members(document)
		for _, object := range members {
			d.Objects = append(d.Objects, object)
			d.Files[object] = file
		}
		return err
	})
	if err != nil {
		return &InvalidDump{file, err}
	}
	return nil
}
