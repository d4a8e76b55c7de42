// Package adopt writes a Git repository with the profiles of existing clusters: a
// base with the fields that they share, a patch for each cluster, and what CI and
// the tool that applies the manifests need.
package adopt
