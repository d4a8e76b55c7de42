// Package v1alpha1 defines the API: the kinds RegistryProfile and
// RegistryPolicy, and the diagnostics that the function reports.
//
// Where OpenShift's Config has a field, the profile has a field with the same
// name and structure, so that the OpenShift documentation applies. Struct tags
// constrain the values of the fields. The JSON Schemas, the reference and the
// checks are generated from them (package decode describes the tags).
//
// +kubebuilder:object:generate=true
// +groupName=registryprofile.dev
package v1alpha1
