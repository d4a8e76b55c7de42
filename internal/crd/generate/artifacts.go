package main

import (
	"os"
	"path/filepath"

	"github.com/registry-profile/registry-profile/internal/crd"
)

// artifacts are what the program generates from the sources.
type artifacts struct {
	crds             []crd.Definition
	tables, releases []byte
}

// artifacts reads all CRDs, and writes nothing.
func (s sources) artifacts(dir string) (artifacts, error) {
	var a artifacts
	releases, err := s.releases()
	if err != nil {
		return a, err
	}
	same, err := s.same()
	if err != nil {
		return a, err
	}
	if a.crds, err = s.collect(dir); err != nil {
		return a, err
	}
	if a.tables, err = tables(a.crds, same); err != nil {
		return a, err
	}
	a.releases, err = list(releases)
	return a, err
}

func (a artifacts) write(dir string) error {
	schemas := filepath.Join(dir, stored)
	if err := os.RemoveAll(schemas); err != nil {
		return err
	}
	for _, d := range a.crds {
		if err := store(d, schemas); err != nil {
			return err
		}
	}
	for path, text := range map[string][]byte{tablesPath: a.tables, releasesPath: a.releases} {
		if err := os.WriteFile(filepath.Join(dir, path), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
