// Package fleet reads the profiles of many clusters, and keeps a folder of
// their rendered manifests up to date.
package fleet
