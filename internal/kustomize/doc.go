// Package kustomize builds kustomizations in this process. This program is the only
// plugin.
package kustomize
