package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/crd"
)

const addUsage = `usage: go run ./internal/crd/generate add RELEASE VERSION
       go run ./internal/crd/generate add RELEASE --crd FILE...
       go run ./internal/crd/generate add RELEASE --same RELEASE

VERSION is a version of the module github.com/openshift/api, FILE contains CRDs
as "oc get crd -o yaml" prints them, and --same names a release with the same
CRDs`

// add adds a release after the last one: to the sources, and to the README. It
// changes nothing if the CRDs of the release cannot be represented. dir is
// internal/crd.
func add(dir string, args []string) error {
	if len(args) < 3 || args[0] != "add" {
		return errors.New(addUsage)
	}
	release, source := args[1], args[2:]
	from, err := readSources(dir)
	if err != nil {
		return err
	}
	if err := from.follows(release); err != nil {
		return err
	}
	files := map[string][]byte{}
	version := source[0]
	switch {
	case source[0] == "--crd" && len(source) > 1:
		version = fromFiles
		if files, err = definitions(source[1:]); err != nil {
			return err
		}
	case source[0] == "--same" && len(source) == 2:
		if version = source[1]; from.OpenShift.Versions[version] == "" {
			return fmt.Errorf("--same: %s is not in %s", version, sourcesPath)
		}
	case len(source) > 1 || strings.HasPrefix(version, "-"):
		return errors.New(addUsage)
	}
	folder := filepath.Join(dir, filesPath, release)
	if err := writeAll(folder, files); err != nil {
		return err
	}
	last := from.last()
	from.OpenShift.Versions[release] = version
	if _, err := from.artifacts(dir); err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	return errors.Join(
		replace(filepath.Join(dir, sourcesPath), fmt.Sprintf("%q: %q\n", last, from.OpenShift.Versions[last]), fmt.Sprintf("%q: %q,\n      %q: %q\n", last, from.OpenShift.Versions[last], release, version)),
		replace(filepath.Join(dir, readmePath), " to "+last+":", " to "+release+":"),
	)
}

// last returns the newest release.
func (s sources) last() string {
	releases, err := s.releases()
	if err != nil || len(releases) == 0 {
		return ""
	}
	return releases[len(releases)-1].String()
}

// follows fails if a release is not newer than all others.
func (s sources) follows(release string) error {
	if _, err := sorted([]string{release}); err != nil {
		return err
	}
	last := s.last()
	order, err := sorted([]string{last, release})
	if err != nil {
		return err
	}
	if s.OpenShift.Versions[release] != "" || order[1].String() != release {
		return fmt.Errorf("%s does not follow %s, the last release of %s; edit the file to change a release", release, last, sourcesPath)
	}
	return nil
}

// definitions returns the CRDs of files by the names of their files in the folder
// of the release. It fails if a CRD that a release must have is missing.
func definitions(paths []string) (map[string][]byte, error) {
	found := map[schema.GroupKind]map[string]any{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		objects, err := objectsOf(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, object := range objects {
			d, err := crd.Define(object)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			found[schema.GroupKind{Group: d.Group, Kind: d.Kind}] = object
		}
	}
	files := map[string][]byte{}
	for _, kind := range kinds {
		object, ok := found[kind.GroupKind()]
		if !ok {
			return nil, fmt.Errorf("no file contains the CRD of %s", kind.GroupKind())
		}
		text, err := yaml.Marshal(slim(object))
		if err != nil {
			return nil, err
		}
		files[kind.Kind+".yaml"] = text
	}
	return files, nil
}

// objectsOf decodes documents and Lists.
func objectsOf(text []byte) ([]map[string]any, error) {
	var objects []map[string]any
	documents := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), len(text))
	for {
		var document map[string]any
		err := documents.Decode(&document)
		switch items, list := document["items"].([]any); {
		case errors.Is(err, io.EOF) && len(objects) == 0:
			return nil, errors.New("contains no object")
		case errors.Is(err, io.EOF):
			return objects, nil
		case err != nil:
			return nil, err
		case list:
			for _, item := range items {
				object, _ := item.(map[string]any)
				objects = append(objects, object)
			}
		case document != nil:
			objects = append(objects, document)
		}
	}
}

// slim returns a CRD without what a cluster adds and without descriptions.
func slim(object map[string]any) map[string]any {
	crd.Undescribed(object)
	metadata, _ := object["metadata"].(map[string]any)
	return map[string]any{
		"apiVersion": object["apiVersion"], "kind": object["kind"], "spec": object["spec"],
		"metadata": map[string]any{"name": metadata["name"]},
	}
}

func writeAll(folder string, files map[string][]byte) error {
	if len(files) == 0 {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// replace replaces the only occurrence of a text in a file.
func replace(path, old, text string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if n := strings.Count(string(content), old); n != 1 {
		return fmt.Errorf("%s: %d occurrences of %q, instead of one", path, n, old)
	}
	return os.WriteFile(path, []byte(strings.Replace(string(content), old, text, 1)), 0o644)
}
