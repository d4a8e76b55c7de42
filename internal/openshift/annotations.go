package openshift

import (
	"slices"
	"strings"
)

// Annotations of the tools that apply manifests.
const (
	// ArgoWave orders a sync; ArgoOptions are its options, comma-separated.
	ArgoWave    = "argocd.argoproj.io/sync-wave"
	ArgoOptions = "argocd.argoproj.io/sync-options"
	// ArgoHook makes a resource a step of each sync; ArgoHookDelete says when
	// the step is deleted.
	ArgoHook       = "argocd.argoproj.io/hook"
	ArgoHookDelete = "argocd.argoproj.io/hook-delete-policy"
	// FluxApply, FluxPrune and FluxForce are read by Flux's
	// kustomize-controller.
	FluxForce = "kustomize.toolkit.fluxcd.io/force"
	FluxApply = "kustomize.toolkit.fluxcd.io/ssa"
	FluxPrune = "kustomize.toolkit.fluxcd.io/prune"
	// KptDeletion and KptDependsOn are read by kpt live and Config Sync.
	KptDeletion  = "client.lifecycle.config.k8s.io/deletion"
	KptDependsOn = "config.kubernetes.io/depends-on"
)

// Keeping has, by the prefix of its annotations, what keeps an object from
// being pruned by each tool: annotations, and their values that do.
var Keeping = map[string]map[string][]string{
	"argocd.argoproj.io/":            {ArgoOptions: {"Prune=false", "Prune=confirm"}},
	"kustomize.toolkit.fluxcd.io/":   {FluxPrune: {"Disabled", "disabled"}},
	"client.lifecycle.config.k8s.io": {KptDeletion: {"detach"}, "cli-utils.sigs.k8s.io/on-remove": {"keep"}},
}

// Kept reports whether one of the annotations keeps an object; get returns the
// value of an annotation.
func Kept(annotations map[string][]string, get func(key string) string) bool {
	for key, values := range annotations {
		for _, word := range Words(get(key)) {
			if slices.Contains(values, word) {
				return true
			}
		}
	}
	return false
}

// Words returns the elements of a list with commas, as annotations hold it.
func Words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
