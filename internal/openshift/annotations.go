package openshift

import (
	"slices"
	"strings"
)

// Annotations of the tools that apply manifests.
const (
	// ArgoWave sets the order of a sync; ArgoOptions and ArgoCompare hold
	// comma-separated options of syncs and of comparisons.
	ArgoWave    = "argocd.argoproj.io/sync-wave"
	ArgoOptions = "argocd.argoproj.io/sync-options"
	ArgoCompare = "argocd.argoproj.io/compare-options"
	// ArgoServerSide is the sync option for server-side apply.
	ArgoServerSide = "ServerSideApply"
	// ArgoHook makes an object a hook of each sync; ArgoHookDelete sets when the
	// hook is deleted.
	ArgoHook       = "argocd.argoproj.io/hook"
	ArgoHookDelete = "argocd.argoproj.io/hook-delete-policy"
	// FluxForce, FluxApply and FluxPrune are annotations of Flux's
	// kustomize-controller.
	FluxForce = "kustomize.toolkit.fluxcd.io/force"
	FluxApply = "kustomize.toolkit.fluxcd.io/ssa"
	FluxPrune = "kustomize.toolkit.fluxcd.io/prune"
	// KptDeletion and KptDependsOn are annotations of kpt live and Config Sync.
	KptDeletion  = "client.lifecycle.config.k8s.io/deletion"
	KptDependsOn = "config.kubernetes.io/depends-on"
)

// RetainAnnotations lists, by tool, the annotations and values that prevent an
// object from being pruned. The key is the prefix of the tool's annotations.
var RetainAnnotations = map[string]map[string][]string{
	"argocd.argoproj.io/":            {ArgoOptions: {"Prune=false", "Prune=confirm"}},
	"kustomize.toolkit.fluxcd.io/":   {FluxPrune: {"Disabled", "disabled"}},
	"client.lifecycle.config.k8s.io": {KptDeletion: {"detach"}, "cli-utils.sigs.k8s.io/on-remove": {"keep"}},
}

// Retained reports whether one of the annotations prevents pruning of an
// object. get returns the value of an annotation.
func Retained(annotations map[string][]string, get func(key string) string) bool {
	for key, values := range annotations {
		for _, word := range Words(get(key)) {
			if slices.Contains(values, word) {
				return true
			}
		}
	}
	return false
}

// Words returns the elements of a comma-separated list, as in the value of an
// annotation.
func Words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
