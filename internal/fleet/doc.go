// Package fleet finds the profiles of many clusters and updates the folder of
// their rendered manifests.
package fleet
