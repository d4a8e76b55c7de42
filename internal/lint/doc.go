// Package lint holds files against the rules: profiles, manifests or both, of
// one cluster or of many.
//
// A kustomization, with all that lies below it, is one scope, and so is a
// folder without one: what another scope holds is another cluster's. What is
// no Kubernetes object is passed over, and so are the patches of a
// kustomization, which are parts of objects only.
package lint
