package fleet

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/interrupt"
)

// Checkout writes what is at a path of a revision to a folder, and what the
// kustomizations and links there refer to. The revision belongs to the Git repository
// of the working directory, and the path is relative to its root.
//
// Checkout reads the objects of the revision without attributes such as export-ignore
// and without filters. It fails if a link leaves the repository and its target could
// be a profile, and if a file belongs to a submodule: the revision does not contain
// their content. If the path does not exist, Checkout writes nothing.
func Checkout(revision, path, dir string) error {
	listing, err := Git(".", "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision)
	if err != nil {
		return withShallowHint(err)
	}
	t, err := parseTree(listing)
	if err != nil {
		return err
	}
	s := &selection{tree: t, files: map[string]entry{}, links: map[string]string{}}
	if err := s.add(filepath.ToSlash(filepath.Clean(path))); err != nil {
		return err
	}
	return s.write(dir)
}

// write writes the selected files and, after them, the links: nothing is written
// through a link.
func (s *selection) write(dir string) error {
	var files []string
	var ids []string
	folders := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		files, ids = append(files, filepath.Join(dir, filepath.FromSlash(name))), append(ids, s.files[name].id)
		folders[filepath.Dir(files[len(files)-1])] = true
	}
	for name := range s.links {
		folders[filepath.Dir(filepath.Join(dir, filepath.FromSlash(name)))] = true
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		if err := interrupt.Shield(func() error { return os.MkdirAll(folder, 0o755) }); err != nil {
			return err
		}
	}
	contents := make(chan int, 64)
	texts := make([][]byte, len(ids))
	var read error
	go func() {
		defer close(contents)
		read = eachBlob(ids, func(i int, text []byte) {
			texts[i] = text
			contents <- i
		})
	}()
	written := workers(func() error {
		var first error
		for i := range contents {
			if first == nil {
				first = interrupt.Shield(func() error { return os.WriteFile(files[i], texts[i], 0o644) })
			}
			texts[i] = nil
		}
		return first
	})
	if err := cmp.Or(read, written); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(s.links)) {
		err := interrupt.Shield(func() error {
			return os.Symlink(filepath.FromSlash(s.links[name]), filepath.Join(dir, filepath.FromSlash(name)))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// IsRevision reports whether a name is that of a revision of the Git repository of the
// working directory.
func IsRevision(name string) bool {
	_, err := Git(".", "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	return err == nil
}

// withShallowHint adds to an error that the clone lacks a part of the history, which
// is the default of most CI systems.
func withShallowHint(err error) error {
	if shallow, asked := Git(".", "rev-parse", "--is-shallow-repository"); asked != nil || strings.TrimSpace(string(shallow)) != "true" {
		return err
	}
	return fmt.Errorf("%w; the clone is shallow and may lack the revision: run git fetch --unshallow origin, or set fetch-depth: 0 (GitHub Actions) or GIT_DEPTH: 0 (GitLab CI)", err)
}

// Git runs git in a folder and returns its standard output.
func Git(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_LITERAL_PATHSPECS=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(cmp.Or(errs.String(), err.Error())))
	}
	return out.Bytes(), nil
}
