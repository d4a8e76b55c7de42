// Package lint checks the clusters of a repository against the rules: profiles,
// manifests or both.
package lint
