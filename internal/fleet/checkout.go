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
)

// Checkout writes the files of a revision to a folder. The revision belongs to the
// Git repository of the working directory. Checkout skips links and all other
// entries that are not regular files.
func Checkout(revision, dir string) error {
	top, err := Git(".", "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	archive, err := Git(strings.TrimSpace(string(top)), "archive", "--format=tar", "--end-of-options", revision)
	if err != nil {
		return withShallowHint(err)
	}
	files := tar.NewReader(bytes.NewReader(archive))
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if header.Typeflag != tar.TypeReg || !filepath.IsLocal(header.Name) {
			continue
		}
		path := filepath.Join(dir, header.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		content, err := io.ReadAll(files)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
}

// withShallowHint adds to an error that the clone lacks a part of the history, which
// is the default of most CI systems.
func withShallowHint(err error) error {
	if shallow, asked := Git(".", "rev-parse", "--is-shallow-repository"); asked != nil || strings.TrimSpace(string(shallow)) != "true" {
		return err
	}
	return fmt.Errorf("%w; the clone is shallow and may lack the revision: run git fetch --unshallow origin, or set fetch-depth: 0 (GitHub Actions) or GIT_DEPTH: 0 (GitLab CI)", err)
}

// IsRevision reports whether a name is a revision of the Git repository of the working
// directory.
func IsRevision(name string) bool {
	_, err := Git(".", "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	return err == nil
}

// Git runs git in a folder and returns its standard output.
func Git(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(cmp.Or(errs.String(), err.Error())))
	}
	return out.Bytes(), nil
}
