// Package kustomize composes kustomizations in this process, with profiles and
// policies as functions. It never runs another program, and never uses the
// network, unless the caller allows it.
package kustomize
