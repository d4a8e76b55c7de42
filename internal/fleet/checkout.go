package fleet

import (
	"archive/tar"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// Checkout writes the files of a revision to a folder. The revision belongs to the
// Git repository of the working directory. Checkout skips links and all other
// entries that are not regular files.
//
// Checkout only writes what is at the path in the revision, unless a kustomization
// there can refer to other folders.
func Checkout(revision, path, dir string) error {
	top, err := Git(".", "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	args := []string{"archive", "--format=tar", "--end-of-options", revision}
	root := strings.TrimSpace(string(top))
	if path = filepath.ToSlash(filepath.Clean(path)); path != "." && onlyFiles(root, revision, path) {
		args = append(args, path)
	}
	archive, err := Git(root, args...)
	if err != nil {
		return withShallowHint(err)
	}
	files, err := regularFiles(archive)
	if err != nil {
		return err
	}
	folders := map[string]bool{}
	for _, f := range files {
		if folder := filepath.Dir(filepath.Join(dir, f.name)); !folders[folder] {
			folders[folder] = true
			if err := os.MkdirAll(folder, 0o755); err != nil {
				return err
			}
		}
	}
	return Each(len(files), func(i int) error {
		return os.WriteFile(filepath.Join(dir, files[i].name), files[i].content, 0o644)
	})
}

// archived is a file of an archive.
type archived struct {
	name    string // local
	content []byte
}

// regularFiles returns the regular files of an archive.
func regularFiles(archive []byte) ([]archived, error) {
	var found []archived
	for files := tar.NewReader(bytes.NewReader(archive)); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		if header.Typeflag != tar.TypeReg || !filepath.IsLocal(header.Name) {
			continue
		}
		content, err := io.ReadAll(files)
		if err != nil {
			return nil, err
		}
		found = append(found, archived{header.Name, content})
	}
}

// onlyFiles reports whether a path of a revision exists, and no kustomization is
// below it.
func onlyFiles(root, revision, path string) bool {
	if strings.HasPrefix(revision, "-") {
		return false
	}
	names, err := Git(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", revision, path)
	if err != nil || len(names) == 0 {
		return false
	}
	for name := range strings.SplitSeq(string(names), "\x00") {
		if kustomize.IsFile(name) {
			return false
		}
	}
	return true
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
