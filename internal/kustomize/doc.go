// Package kustomize builds kustomizations in the process, with this program as
// the only plugin.
package kustomize
