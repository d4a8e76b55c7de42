package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// sources lists the supported releases and where their CRDs are from.
type sources struct {
	OpenShift struct {
		Module string
		// Versions contains, for each release, the version of the module. Two
		// other values are possible, if the module has no version of the release:
		// another release that has the same CRDs, or fromFiles.
		Versions map[string]string
		// Files are the files of the module. Newer releases have a file for each
		// feature set; the first existing file of a list is used.
		Files [][]string
	}
	Others []struct{ Module, Version, File string }
}

// fromFiles is the version of a release whose CRDs are in the folder
// files/<release>, in <kind>.yaml.
const fromFiles = "files"

// kinds are the kinds of Files, in their order.
var kinds = []schema.GroupVersionKind{openshift.Config, openshift.ImagePruner, openshift.Image}

// Paths, relative to internal/crd, in which go generate runs the program.
const (
	sourcesPath  = "generate/sources.json"
	filesPath    = "generate/" + fromFiles
	stored       = "testdata/crds" // the schemas as the CRDs have them
	tablesPath   = "schemas.go"
	releasesPath = "../openshift/releases.go"
	readmePath   = "../../README.md"
)

// readSources reads the sources. dir is internal/crd.
func readSources(dir string) (sources, error) {
	var from sources
	text, err := os.ReadFile(filepath.Join(dir, sourcesPath))
	if err != nil {
		return from, err
	}
	if err := json.Unmarshal(text, &from); err != nil {
		return from, fmt.Errorf("%s: %w", sourcesPath, err)
	}
	return from, nil
}

// releases returns the supported releases, starting with the oldest.
func (s sources) releases() ([]openshift.Release, error) {
	return sorted(slices.Collect(maps.Keys(s.OpenShift.Versions)))
}

// same lists the releases that have the CRDs of another release.
func (s sources) same() ([][2]string, error) {
	releases, err := s.releases()
	if err != nil {
		return nil, err
	}
	var pairs [][2]string
	for _, r := range releases {
		if other := s.OpenShift.Versions[r.String()]; s.OpenShift.Versions[other] != "" {
			if next := s.OpenShift.Versions[other]; s.OpenShift.Versions[next] != "" {
				return nil, fmt.Errorf("%s has the CRDs of %s, which has those of %s; name %s", r, other, next, next)
			}
			pairs = append(pairs, [2]string{r.String(), other})
		}
	}
	return pairs, nil
}

// collect reads the CRDs of the operators, and then those of all releases that
// have CRDs of their own: a new release only adds to the end of the tables.
func (s sources) collect(dir string) ([]crd.Definition, error) {
	releases, err := s.releases()
	if err != nil {
		return nil, err
	}
	var crds []crd.Definition
	add := func(release, path string, err error) error {
		if err != nil {
			return err
		}
		d, err := read(path)
		d.Release = release
		crds = append(crds, d)
		return err
	}
	for _, other := range s.Others {
		root, err := download(other.Module + "@" + other.Version)
		if err := add("", filepath.Join(root, other.File), err); err != nil {
			return nil, err
		}
	}
	for _, r := range releases {
		version := s.OpenShift.Versions[r.String()]
		if s.OpenShift.Versions[version] != "" {
			continue
		}
		for i := range kinds {
			path, err := s.path(dir, r.String(), i)
			if err := add(r.String(), path, err); err != nil {
				return nil, err
			}
		}
	}
	return crds, nil
}

// path returns the file with the CRD of a kind in a release.
func (s sources) path(dir, release string, kind int) (string, error) {
	version := s.OpenShift.Versions[release]
	if version == fromFiles {
		return filepath.Join(dir, filesPath, release, kinds[kind].Kind+".yaml"), nil
	}
	root, err := download(s.OpenShift.Module + "@" + version)
	if err != nil {
		return "", err
	}
	return existing(root, s.OpenShift.Files[kind])
}

// read returns the schema of a file with one CRD.
func read(path string) (crd.Definition, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return crd.Definition{}, err
	}
	var object map[string]any
	if err := yaml.Unmarshal(text, &object); err != nil {
		return crd.Definition{}, fmt.Errorf("%s: %w", path, err)
	}
	d, err := crd.Define(object)
	if err != nil {
		return d, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

// store writes a schema to a file below dir: <release>/<kind>.json, or
// <kind>.json.
func store(d crd.Definition, dir string) error {
	path := filepath.Join(dir, d.Release, d.Kind+".json")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

var downloaded = map[string]string{}

// download fetches a module, if it is not in the cache, and returns its folder.
func download(module string) (string, error) {
	if dir, ok := downloaded[module]; ok {
		return dir, nil
	}
	cmd := exec.Command("go", "mod", "download", "-json", module)
	cmd.Dir, cmd.Stderr = os.TempDir(), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("download %s: %w: %s", module, err, out)
	}
	var info struct{ Dir string }
	err = json.Unmarshal(out, &info)
	downloaded[module] = info.Dir
	return info.Dir, err
}

func existing(dir string, files []string) (string, error) {
	for _, name := range files {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s: none of %v", dir, files)
}
