// Package fn is the function for programs that embed it.
//
// Render turns one RegistryProfile into manifests. Process runs the function
// over a ResourceList as kustomize and kpt do: objects that are missing are
// added; in objects that exist, the profile's values overwrite, defaults fill
// only what is absent, and the rest stays. Processor adapts it to the kpt SDK.
package fn
