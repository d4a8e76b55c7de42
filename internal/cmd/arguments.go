package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/interrupt"
)

// argumentsHelp describes the arguments of all commands that read profiles.
const argumentsHelp = `PROFILE is a file, REVISION:PATH for a file or folder in a Git revision, or - for
standard input, which is a stream of YAML documents or a ResourceList: profiles,
or one profile and the manifests that it changes. DIR is a kustomization, or a
folder of a fleet. PATH is relative to the root of the repository.`

// maxStream is the maximum size in bytes of a stream.
const maxStream = 64 << 20

// workspace contains temporary copies of arguments that are not files: Git revisions
// and pipes. Messages name the arguments instead of the copies.
type workspace struct {
	dir       string            // of all copies; empty without any
	revisions map[string]string // folders of the copies by argument
	names     []string          // pairs: the path of a copy, and the argument
	stream    bool              // standard input is an argument
}

// resolve returns the paths of arguments: files, folders, and "-" for standard input.
// Its errors are usage errors.
func (s Streams) resolve(args []string) ([]string, error) {
	paths := make([]string, len(args))
	for i, arg := range args {
		var err error
		if paths[i], err = s.work.path(arg); err != nil {
			return nil, usageError(err)
		}
	}
	return paths, nil
}

// sources returns the sources of the profiles of arguments: files, kustomizations and
// "-". It reports whether an argument is a folder.
func (s Streams) sources(args []string) (sources []string, folders bool, err error) {
	paths, err := s.resolve(args)
	if err != nil {
		return nil, false, err
	}
	return expand(paths)
}

// expand replaces each folder with the sources of the profiles below it. It reports
// whether a path is a folder.
func expand(paths []string) (sources []string, folders bool, err error) {
	for _, path := range paths {
		if !isFolder(path) {
			sources = append(sources, path)
			continue
		}
		found, err := fleet.Find(path)
		if err != nil {
			return nil, false, usageError(err)
		}
		sources, folders = append(sources, found...), true
	}
	return sources, folders, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// path returns the path of an argument.
func (w *workspace) path(arg string) (string, error) {
	if arg == "-" {
		if w.stream {
			return "", errors.New("-: standard input can only be read once")
		}
		w.stream = true
		return arg, nil
	}
	info, err := os.Stat(arg)
	switch {
	case err == nil && (info.IsDir() || info.Mode().IsRegular()):
		return filepath.Clean(arg), nil
	case err == nil:
		return w.pipe(arg)
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	revision, inside, ok := strings.Cut(arg, ":")
	switch {
	case strings.HasPrefix(inside, "//"):
		return "", fmt.Errorf("%s: URLs are not supported; download the file, or clone the repository", arg)
	case ok && revision != "":
		return w.checkout(arg, revision, inside)
	}
	if fleet.IsRevision(arg) {
		return "", fmt.Errorf("%s: no such file or directory; for the Git revision %s, add a path, for example %s:clusters", arg, arg, arg)
	}
	return "", fmt.Errorf("%s: no such file or directory", arg)
}

// pipe copies a pipe to a file, because a pipe can be read only once.
func (w *workspace) pipe(arg string) (string, error) {
	in, err := os.Open(arg)
	if err != nil {
		return "", err
	}
	defer in.Close()
	path, err := w.add(arg, filepath.Base(arg))
	if err != nil {
		return "", err
	}
	out, err := os.Create(path)
	if err != nil {
		return "", err
	}
	n, err := io.Copy(out, io.LimitReader(in, maxStream+1))
	if n > maxStream {
		err = fmt.Errorf("%s: %w", arg, errTooLarge(maxStream))
	}
	return path, errors.Join(err, out.Close())
}

// checkout copies a Git revision to a folder, and returns the path of a file or
// folder in it.
func (w *workspace) checkout(arg, revision, inside string) (string, error) {
	if strings.HasPrefix(inside, "./") || strings.HasPrefix(inside, "../") { // as for git, relative to the working directory
		prefix, err := fleet.Git(".", "rev-parse", "--show-prefix")
		if err != nil {
			return "", fmt.Errorf("%s: %w", arg, err)
		}
		inside = path.Join(strings.TrimSpace(string(prefix)), inside)
	}
	missing := fmt.Errorf("%s: no such file or directory in the Git revision %s", arg, revision)
	if !filepath.IsLocal(filepath.Join(".", inside)) {
		return "", missing
	}
	key := revision + ":" + path.Clean(inside)
	dir, known := w.revisions[key]
	if !known {
		var err error
		if dir, err = w.add(revision+":", "tree"); err != nil {
			return "", err
		}
		if err := fleet.Checkout(revision, inside, dir); err != nil {
			return "", fmt.Errorf("%s: %w", arg, err)
		}
		if w.revisions == nil {
			w.revisions = map[string]string{}
		}
		w.revisions[key] = dir
	}
	file := filepath.Join(dir, inside)
	if _, err := os.Stat(file); err != nil {
		return "", missing
	}
	return file, nil
}

// input copies standard input to a file.
func (w *workspace) input(data []byte) (string, error) {
	file, err := w.add("-", "stdin.yaml")
	if err != nil {
		return "", err
	}
	return file, interrupt.Shield(func() error { return os.WriteFile(file, data, 0o600) })
}

// add returns the path of a new copy of an argument, which has the given name.
func (w *workspace) add(arg, name string) (string, error) {
	var path string
	err := interrupt.Shield(func() error {
		if w.dir == "" {
			dir, err := os.MkdirTemp("", "registry-profile-")
			if err != nil {
				return err
			}
			w.dir = dir
			if real, err := filepath.EvalSymlinks(dir); err == nil {
				w.dir = real // kustomize names real paths
			}
		}
		path = filepath.Join(w.dir, strconv.Itoa(len(w.names)), name)
		return os.Mkdir(filepath.Dir(path), 0o700)
	})
	if err != nil {
		return "", err
	}
	paths := []string{path}
	if working, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(working, path); err == nil {
			paths = append(paths, relative)
		}
	}
	for _, path := range paths {
		w.names = append(w.names, path+string(filepath.Separator), arg, path, arg)
	}
	return path, nil
}

// shown returns a text with the names of arguments instead of the paths of copies.
func (w *workspace) shown(text string) string {
	if w == nil || len(w.names) == 0 {
		return text
	}
	return strings.NewReplacer(w.names...).Replace(text)
}

// remove removes all copies.
func (w *workspace) remove() {
	if w.dir != "" {
		_ = os.RemoveAll(w.dir) // temporary
	}
}

// shownWriter writes texts with the names of arguments.
type shownWriter struct {
	w    io.Writer
	work *workspace
}

func (w shownWriter) Write(text []byte) (int, error) {
	if _, err := io.WriteString(w.w, w.work.shown(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

func errTooLarge(bytes int) error {
	return fmt.Errorf("larger than %d bytes, the maximum size; check that it is the right file", bytes)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
