package repository

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// entry is a file that was found.
type entry struct {
	path  string // as the user wrote it, or below a folder that the user wrote
	full  string // absolute
	root  string // absolute path of the folder that the user wrote
	named bool   // the user wrote it
	// source reports whether its extension is that of a template.
	source bool
	// special reports whether it is, for example, a pipe. Reading it could wait.
	special bool
	chart   string // folder of the Helm chart whose template it is
	mention
	size int64
	// invalid is the reason why it is not YAML, and err the reason why it cannot be
	// read at all.
	invalid, err error
}

// scan returns all YAML files below a folder, or the file itself. It skips hidden
// folders.
func scan(root string) ([]*entry, error) {
	var entries []*entry
	charts := map[string]bool{}
	root = filepath.Clean(root)
	err := kustomize.Walk(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == root:
			if errors.Is(err, fs.ErrNotExist) {
				return errors.New(root + ": no such file or directory")
			}
			return err
		case err != nil:
			entries = append(entries, &entry{path: path, err: err})
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			if path != root && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		case kustomize.FolderOutside(path, d, root):
			entries = append(entries, &entry{path: path, err: errors.New("link to a folder outside of " + root + "; specify the folder as an argument")})
			return nil
		case d.Name() == "Chart.yaml": // sorts before templates
			charts[filepath.Dir(path)] = true
			return nil
		case path != root && slices.Contains(templateExtensions, filepath.Ext(path)):
			entries = append(entries, &entry{path: path, source: true, special: special(path, d)})
			return nil
		case path != root && !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path)) && !kustomize.IsFile(path):
			return nil
		case path != root && d.Type() == fs.ModeSymlink && kustomize.Inside(path, root):
			return nil // its target is read
		}
		entries = append(entries, &entry{path: path, named: path == root, special: path != root && special(path, d), chart: chartOf(path, charts)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return entries, readMentions(entries)
}

// templateExtensions are those of files that other tools render to YAML.
var templateExtensions = []string{".j2", ".tmpl", ".gotmpl"}

// special reports whether a file, or the target of a link, is not a regular file.
func special(path string, d fs.DirEntry) bool {
	if d.Type() != fs.ModeSymlink {
		return !d.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular()
}

// chartOf returns the folder of the chart whose template a file is. Its templates
// are not YAML until Helm renders them.
func chartOf(path string, charts map[string]bool) string {
	if len(charts) == 0 {
		return ""
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if filepath.Base(dir) == "templates" && charts[filepath.Dir(dir)] {
			return filepath.Dir(dir)
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// most returns the maximum size of a file in bytes. The user can name a larger one.
func most(named bool) int64 {
	if named {
		return math.MaxInt64 - 1
	}
	return MaxFile
}

// readMentions reads all files, one worker for each processor.
func readMentions(entries []*entry) error {
	workers := runtime.GOMAXPROCS(0)
	var group errgroup.Group
	for w := range workers {
		group.Go(func() error {
			buffer := make([]byte, chunk)
			for i := w; i < len(entries); i += workers {
				e := entries[i]
				if e.err != nil {
					continue
				}
				if e.special {
					e.err = fmt.Errorf("%s is not a regular file", e.path)
					continue
				}
				if e.mention, e.size, e.invalid, e.err = survey(e.path, most(e.named), buffer); e.err != nil && e.named {
					return e.err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func (e *entry) kustomization() bool { return kustomize.IsFile(e.path) }
