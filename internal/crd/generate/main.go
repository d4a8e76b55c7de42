// Command generate writes the tables of package crd from the CRDs of the
// OpenShift releases and of the operators whose objects the registry uses. It
// runs in internal/crd: go generate ./internal/crd. It needs the network only
// for modules that are not in the module cache.
//
// It writes two artifacts: the schemas of the CRDs, to testdata/crds, and the
// tables, to schemas.go. Tests compare the tables and the validator with these
// schemas.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// sources lists the module, the version and the file of each CRD. Newer
// releases of OpenShift have a file for each feature set; the first existing
// file of a list is used.
type sources struct {
	OpenShift struct {
		Module   string
		Versions map[string]string
		Files    [][]string
	}
	Others []struct{ Module, Version, File string }
}

//go:embed sources.json
var embedded []byte

// stored is the folder of the schemas as the CRDs have them.
const stored = "testdata/crds"

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	crds, err := collect()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(stored); err != nil {
		return err
	}
	for _, c := range crds {
		if err := c.store(stored); err != nil {
			return err
		}
	}
	text, err := tables(crds)
	if err != nil {
		return err
	}
	return os.WriteFile("schemas.go", text, 0o644)
}

// collect reads the CRDs of all releases, and then the others.
func collect() ([]definition, error) {
	var from sources
	if err := json.Unmarshal(embedded, &from); err != nil {
		return nil, err
	}
	var crds []definition
	add := func(release, module string, files []string) error {
		dir, err := download(module)
		if err != nil {
			return err
		}
		path, err := existing(dir, files)
		if err != nil {
			return err
		}
		c, err := read(path)
		c.Release = release
		crds = append(crds, c)
		return err
	}
	for r := openshift.FirstRelease; !openshift.LastRelease.Before(r); r.Minor++ {
		module := from.OpenShift.Module + "@" + from.OpenShift.Versions[r.String()]
		for _, files := range from.OpenShift.Files {
			if err := add(r.String(), module, files); err != nil {
				return nil, err
			}
		}
	}
	for _, other := range from.Others {
		if err := add("", other.Module+"@"+other.Version, []string{other.File}); err != nil {
			return nil, err
		}
	}
	return crds, nil
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
