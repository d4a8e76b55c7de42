// Package artifact generates the files of the repository that are derived from
// its code and its hand-written files: schemas, reference pages, drawings and
// rendered manifests.
//
// Every function works from the Go types and the sources, never from another
// generated file, so that one run is enough and a second one changes nothing.
package artifact
