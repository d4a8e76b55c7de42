// Command generate writes the tables of package crd from the CRDs of the
// OpenShift releases and of the operators whose objects the registry uses:
// go generate ./internal/crd. It needs the network only for modules that are not
// in the module cache.
//
// It writes three artifacts: the schemas of the CRDs, to testdata/crds, the
// tables, to schemas.go, and the list of releases of package openshift. Tests
// compare the tables and the validator with these schemas.
//
// With arguments, it first adds a release; see add.
package main

import (
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	if err := run(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(args []string) error {
	dir := "." // go generate runs in internal/crd
	if _, err := os.Stat(sourcesPath); err != nil {
		dir = filepath.Join("internal", "crd")
	}
	if len(args) > 0 {
		if err := add(dir, args); err != nil {
			return err
		}
	}
	return generate(dir)
}

// generate writes all artifacts. dir is internal/crd.
func generate(dir string) error {
	from, err := readSources(dir)
	if err != nil {
		return err
	}
	a, err := from.artifacts(dir)
	if err != nil {
		return err
	}
	return a.write(dir)
}
