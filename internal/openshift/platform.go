package openshift

// Platform is a value of Infrastructure.status.platformStatus.type, with the
// operator's defaults for an empty spec.storage.
type Platform struct {
	Name string
	// Replicas is the number of replicas that the operator sets with its default
	// storage; 0 if the platform has no default or if the default depends on the
	// cloud.
	Replicas int32
	// Storage is the key of Config.spec.storage that the operator sets by default;
	// empty if it is not unique.
	Storage string
	// Cloud reports whether the platform is a public cloud with its own object
	// storage.
	Cloud bool
}

// Platforms lists every platform type of github.com/openshift/api/config/v1.
// The defaults are those of GetPlatformStorage in pkg/storage of the operator.
var Platforms = []Platform{
	{Name: "AWS", Storage: "s3", Replicas: 2, Cloud: true},
	{Name: "AlibabaCloud", Cloud: true},
	{Name: "Azure", Storage: "azure", Replicas: 2, Cloud: true},
	{Name: "BareMetal"},
	{Name: "EquinixMetal"},
	{Name: "External"},
	{Name: "GCP", Storage: "gcs", Replicas: 2, Cloud: true},
	{Name: "IBMCloud", Storage: "ibmcos", Replicas: 2, Cloud: true},
	{Name: "KubeVirt"},
	{Name: "Libvirt", Storage: "emptyDir", Replicas: 1},
	{Name: "None"},
	{Name: "Nutanix"},
	{Name: OpenStack}, // Swift with 2 replicas, or a Cinder volume with 1
	{Name: "PowerVS", Storage: "ibmcos", Replicas: 2, Cloud: true},
	{Name: "VSphere"},
	{Name: "oVirt", Storage: "pvc", Replicas: 1},
}

// OwnStorage reports whether the operator starts with a store that it creates
// itself in the cloud.
func (p Platform) OwnStorage() bool { return p.Storage != "" && p.Cloud || p.Name == OpenStack }

// HasCredentials reports whether the cloud credential operator gives the registry
// credentials for a storage type, the key of Config.spec.storage. For any other
// store, the operator of the registry reads only the Secret CredentialsSecret.
func (p Platform) HasCredentials(key string) bool {
	return p.Cloud && p.Storage == key || p.Name == OpenStack && key == "swift"
}

// OpenStack is the only platform on which the OpenShift documentation annotates
// the claim.
const OpenStack = "OpenStack"

// PlatformNames returns the names of all platforms.
func PlatformNames() []string {
	names := make([]string, len(Platforms))
	for i, p := range Platforms {
		names[i] = p.Name
	}
	return names
}

// FindPlatform returns the platform with that name, or the zero Platform.
func FindPlatform(name string) Platform {
	for _, p := range Platforms {
		if p.Name == name {
			return p
		}
	}
	return Platform{}
}
