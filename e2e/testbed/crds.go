package testbed

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// generator is the folder of the program that reads the CRDs too.
var generator = filepath.Join("internal", "crd", "generate")

// sources lists the CRDs, as sources.json in the folder of the generator does.
type sources struct {
	OpenShift struct {
		Module string
		// Versions contains, for each release, the version of the module, another
		// release with the same CRDs, or fromFiles.
		Versions map[string]string
		Files    [][]string
	}
	Others []struct{ Module, Version, File string }
}

// fromFiles is the version of a release whose CRDs are in a folder of the
// generator.
const fromFiles = "files"

// routes are the CRDs of routes, which the operator creates for a Config.
var routes = []string{"route/v1/zz_generated.crd-manifests/routes.crd.yaml", "route/v1/zz_generated.crd-manifests/routes-Default.crd.yaml", "route/v1/route.crd.yaml"}

func readSources() (sources, error) {
	var s sources
	text, err := os.ReadFile(filepath.Join(Root(), generator, "sources.json"))
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(text, &s)
}

// Releases returns the releases of OpenShift with CRDs, starting with the
// oldest.
func Releases() ([]string, error) {
	s, err := readSources()
	if err != nil {
		return nil, err
	}
	return s.releases(), nil
}

func (s sources) releases() []string {
	releases := slices.Collect(maps.Keys(s.OpenShift.Versions))
	number := func(release string) (n int) {
		major, minor, _ := strings.Cut(release, ".")
		for _, part := range []string{major, minor} {
			i, err := strconv.Atoi(part)
			if err != nil {
				panic(fmt.Sprintf("sources.json: %q is not a release", release))
			}
			n = n*1000 + i
		}
		return n
	}
	slices.SortFunc(releases, func(a, b string) int { return number(a) - number(b) })
	return releases
}

// files returns the files with the CRDs of a release: from the module, or from the
// folder of the generator. That has no routes, so that they are those of the
// newest release in the module.
func (s sources) files(release string) ([]string, error) {
	version := s.OpenShift.Versions[release]
	if same := s.OpenShift.Versions[version]; same != "" {
		version, release = same, version
	}
	if version != fromFiles {
		return s.module(version, append(slices.Clip(s.OpenShift.Files), routes))
	}
	files, err := filepath.Glob(filepath.Join(Root(), generator, fromFiles, release, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no CRDs of %s: %w", release, err)
	}
	for _, other := range slices.Backward(s.releases()) {
		if version := s.OpenShift.Versions[other]; version != fromFiles && s.OpenShift.Versions[version] == "" {
			more, err := s.module(version, [][]string{routes})
			return append(files, more...), err
		}
	}
	return nil, errors.New("no release has its CRDs from the module")
}

// module returns the first existing one of each list of files of the module.
func (s sources) module(version string, lists [][]string) ([]string, error) {
	dir, err := Download(s.OpenShift.Module + "@" + version)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, candidates := range lists {
		at := slices.IndexFunc(candidates, func(name string) bool {
			_, err := os.Stat(filepath.Join(dir, name))
			return err == nil
		})
		if at < 0 {
			return nil, fmt.Errorf("%s has none of %v", dir, candidates)
		}
		files = append(files, filepath.Join(dir, candidates[at]))
	}
	return files, nil
}

// CRDs returns the CRDs of a release, and of the operators that the registry
// works with.
func CRDs(release string) ([]Object, error) {
	s, err := readSources()
	if err != nil {
		return nil, err
	}
	files, err := s.files(release)
	if err != nil {
		return nil, err
	}
	for _, other := range s.Others {
		dir, err := Download(other.Module + "@" + other.Version)
		if err != nil {
			return nil, err
		}
		files = append(files, filepath.Join(dir, other.File))
	}
	var crds []Object
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var crd Object
		if err := yaml.Unmarshal(text, &crd); err != nil {
			return nil, err
		}
		crds = append(crds, crd)
	}
	return crds, nil
}

// Install replaces the CRDs of another release with those of a release, and
// waits until the API server serves them. It deletes all objects of their
// kinds.
func (c *Client) Install(release string) error {
	crds, err := CRDs(release)
	if err != nil {
		return err
	}
	return c.InstallCRDs(crds)
}

// InstallCRDs replaces CRDs, and waits until the API server serves them. It
// deletes all objects of their kinds.
func (c *Client) InstallCRDs(crds []Object) error {
	for _, crd := range crds {
		if err := c.remove(crd); err != nil {
			return err
		}
	}
	for _, crd := range crds {
		// The API server applies a changed schema with a delay, but that of a
		// new CRD immediately.
		if err := c.until(crd, func(_ Object, err error) bool { return Code(err) == 404 }); err != nil {
			return err
		}
		if _, err := c.Create(crd); err != nil {
			return err
		}
	}
	for _, crd := range crds {
		if err := c.until(crd, served); err != nil {
			return err
		}
		meta := Object{"name": "none"}
		if field(crd, "spec", "scope") == "Namespaced" {
			meta["namespace"] = "default"
		}
		sample := Object{"apiVersion": fmt.Sprint(field(crd, "spec", "group"), "/", field(crd, "spec", "versions", 0, "name")), "kind": field(crd, "spec", "names", "kind"), "metadata": meta}
		if err := c.until(sample, func(_ Object, err error) bool { return Code(err) == 404 }); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) remove(crd Object) error {
	delete(crd, "status")
	_, err := c.send(http.MethodDelete, path(crd), "", nil)
	return existing(err)
}

// until reads an object repeatedly until it meets the condition.
func (c *Client) until(o Object, will func(Object, error) bool) error {
	for range 200 {
		if will(c.Get(o)) {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	live, err := c.Get(o)
	return fmt.Errorf("%v: timed out: %v: %w", field(o, "metadata", "name"), live["status"], err)
}

func served(crd Object, err error) bool {
	conditions, _ := field(crd, "status", "conditions").([]any)
	return err == nil && slices.ContainsFunc(conditions, func(c any) bool {
		return field(c, "type") == "Established" && field(c, "status") == "True"
	})
}

// Code returns the HTTP status of an error, 0 for none.
func Code(err error) int {
	if e := (&Error{}); errors.As(err, &e) {
		return e.Code
	}
	return 0
}

// field returns the value at a path of names and indices, nil if the path does
// not exist.
func field(value any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := value.(Object)
			value = m[step]
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return nil
			}
			value = list[step]
		}
	}
	return value
}

// Download fetches a module through the module proxy and returns its folder.
func Download(module string) (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", module)
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", module, err, out)
	}
	var info struct{ Dir string }
	return info.Dir, json.Unmarshal(out, &info)
}

// LastRelease returns the newest release of OpenShift with CRDs.
func LastRelease(t testing.TB) string {
	t.Helper()
	releases, err := Releases()
	require.NoError(t, err)
	return releases[len(releases)-1]
}

// FullReleases returns the releases that are tested in every way: the oldest one,
// the one that made lists atomic, and the newest one.
func FullReleases(t testing.TB) []string {
	t.Helper()
	releases, err := Releases()
	require.NoError(t, err)
	return []string{releases[0], "4.16", releases[len(releases)-1]}
}
