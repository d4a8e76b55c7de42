// Package lint checks files against the rules: profiles, manifests or both, of one
// cluster or of many.
//
// A kustomization with all files below it is one scope, and so is a folder without
// a kustomization. Each scope is treated as one cluster. Lint ignores documents
// that are not Kubernetes objects, and the patches of a kustomization, because a
// patch is only a part of an object.
package lint
