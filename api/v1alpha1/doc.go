// Package v1alpha1 is the API: the kinds RegistryProfile and RegistryPolicy, and
// the diagnostics that the function reports.
//
// Where OpenShift's Config has a field, the profile has a field of the same name
// and shape, so that OpenShift's documentation applies. Struct tags state what a
// field may hold; the JSON Schemas, the reference and the checks are generated
// from them (package decode explains the tags).
//
// +kubebuilder:object:generate=true
// +groupName=registryprofile.dev
package v1alpha1
