package artifact

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/registry-profile/registry-profile/internal/cmd"
)

// Files are the contents of files by their paths from the root of the
// repository, with slashes.
type Files map[string][]byte

// sources are the functions that generate the artifacts. Exactly one of them
// generates each file.
var sources = []func(root string) (Files, error){
	fieldDocumentation,
	messageReference,
	documentationPages,
	jsonSchemas,
	kustomizeSchema,
	functionDefinitions,
	profileReference,
	ruleReference,
	corpusReference,
	commandReference,
	readme,
	examplesIndex,
	exampleGraphs,
	timelines,
	argoCDSettings,
	argoCDAccess,
	dangers,
	copyPairs,
	renderedFleets,
	ciFiles,
}

// All generates every artifact from the repository in the folder root.
func All(root string) (Files, error) {
	all := Files{}
	for _, generate := range sources {
		files, err := generate(root)
		if err != nil {
			return nil, err
		}
		for name, content := range files {
			if _, twice := all[name]; twice {
				return nil, fmt.Errorf("%s is generated twice", name)
			}
			all[name] = content
		}
	}
	return all, nil
}

// Stale returns the paths of the files in the repository that differ from the
// artifacts, sorted. They include files in generated folders that are not
// artifacts.
func (f Files) Stale(root string) ([]string, error) {
	stale := map[string]bool{}
	for name, want := range f {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		if err != nil || !bytes.Equal(want, got) {
			stale[name] = true
		}
	}
	for rendered := range fleets {
		present, err := filesBelow(filepath.Join(root, rendered))
		if err != nil {
			return nil, err
		}
		for name := range present {
			if name = path.Join(rendered, name); f[name] == nil {
				stale[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(stale)), nil
}

// Write updates the files of the repository and returns the paths of those that
// it has written or removed, sorted.
func (f Files) Write(root string) ([]string, error) {
	stale, err := f.Stale(root)
	if err != nil {
		return nil, err
	}
	for _, name := range stale {
		file := filepath.Join(root, name)
		if f[name] == nil {
			if err := os.Remove(file); err != nil {
				return nil, err
			}
			_ = os.Remove(filepath.Dir(file)) // fails if the folder is not empty
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, f[name], 0o644); err != nil {
			return nil, err
		}
	}
	return stale, nil
}

// filesBelow reads the files of a folder, by their paths from it. A missing
// folder has no files.
func filesBelow(dir string) (Files, error) {
	files := Files{}
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) && file == dir {
			return fs.SkipAll
		}
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		files[filepath.ToSlash(name)] = content
		return err
	})
	return files, err
}

// run returns the output of a command of the program.
func run(args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	noEnvironment := func(string) string { return "" }
	code := cmd.Run(args, noEnvironment, cmd.Streams{Now: time.Now, In: &bytes.Buffer{}, Out: &out, Err: &errs})
	if code != 0 {
		return nil, fmt.Errorf("registry-profile %s: exit code %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.Bytes(), nil
}
