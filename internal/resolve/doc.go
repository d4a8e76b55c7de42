// Package resolve holds RegistryProfile, the one object that a platform
// engineer writes per cluster: its types, how it is read, and its defaults.
//
// Parse reads strictly and reports all errors at once. Default fills in what
// was left out and remembers, field by field, why; so the rest of the program
// sees a complete profile and can still tell a wish from a default.
//
// Where OpenShift's Config has a field, the profile has it too, with the same
// name and shape, so that OpenShift's documentation applies. The struct tags
// are explained in package strict.
package resolve
