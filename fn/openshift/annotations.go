package openshift

// Annotations of the tools that apply manifests.
const (
	// ArgoWave orders a sync; ArgoOptions are its options, comma-separated.
	ArgoWave    = "argocd.argoproj.io/sync-wave"
	ArgoOptions = "argocd.argoproj.io/sync-options"
	// FluxApply and FluxPrune are read by Flux's kustomize-controller.
	FluxApply = "kustomize.toolkit.fluxcd.io/ssa"
	FluxPrune = "kustomize.toolkit.fluxcd.io/prune"
	// KptDeletion and KptDependsOn are read by kpt live and Config Sync.
	KptDeletion  = "client.lifecycle.config.k8s.io/deletion"
	KptDependsOn = "config.kubernetes.io/depends-on"
)
