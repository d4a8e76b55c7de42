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
	// Since is the first release with these defaults; the zero Release if all
	// releases have them. Earlier are the defaults of the releases before it.
	Since   Release
	Earlier Default
}

// Default is what the operator sets in an empty spec.storage.
type Default struct {
	// Storage and Replicas are those of Platform.
	Storage  string
	Replicas int32
}

// Platforms lists every platform type of github.com/openshift/api/config/v1.
// The defaults are those of GetPlatformStorage in pkg/storage of the operator. Until
// 4.12, that function did not know some platforms, and chose emptyDir for them.
var Platforms = []Platform{
	{Name: AWS, Storage: "s3", Replicas: 2, Cloud: true},
	{Name: "AlibabaCloud", Cloud: true, Since: NoOSS, Earlier: Default{Storage: "oss", Replicas: 2}},
	{Name: "Azure", Storage: "azure", Replicas: 2, Cloud: true},
	{Name: "BareMetal"},
	{Name: "EquinixMetal", Since: NoEmptyDirDefault, Earlier: Default{Storage: "emptyDir", Replicas: 1}},
	{Name: "External", Since: NoEmptyDirDefault, Earlier: Default{Storage: "emptyDir", Replicas: 1}},
	{Name: "GCP", Storage: "gcs", Replicas: 2, Cloud: true},
	{Name: "IBMCloud", Storage: "ibmcos", Replicas: 2, Cloud: true},
	{Name: "KubeVirt", Since: NoEmptyDirDefault, Earlier: Default{Storage: "emptyDir", Replicas: 1}},
	{Name: "Libvirt", Storage: "emptyDir", Replicas: 1},
	{Name: "None"},
	{Name: "Nutanix"},
	{Name: OpenStack}, // Swift with 2 replicas, or a Cinder volume with 1
	{Name: "PowerVS", Storage: "ibmcos", Replicas: 2, Cloud: true, Since: NoEmptyDirDefault, Earlier: Default{Storage: "emptyDir", Replicas: 1}},
	{Name: "VSphere"},
	{Name: "oVirt", Storage: "pvc", Replicas: 1},
}

// In returns the platform with the defaults of a release, and of the newest
// releases for the zero Release.
func (p Platform) In(r Release) Platform {
	if r != (Release{}) && r.Before(p.Since) {
		p.Storage, p.Replicas = p.Earlier.Storage, p.Earlier.Replicas
	}
	return p
}

// Certain reports whether the defaults in a release are known. For the zero
// Release, they are if all releases have the same.
func (p Platform) Certain(r Release) bool {
	return p.Name != "" && (r != Release{} || p.Since == Release{})
}

// OwnStorage reports whether the operator starts with a store that it creates
// itself in the cloud.
func (p Platform) OwnStorage() bool {
	return p.Cloud && p.Storage != "" && p.Storage != "emptyDir" || p.Name == OpenStack
}

// LacksStorage reports whether the operator starts without storage. The defaults
// of a public cloud without Storage depend on more than the platform.
func (p Platform) LacksStorage() bool {
	return p.Name != "" && p.Storage == "" && !p.Cloud && p.Name != OpenStack
}

// AWS is the platform on which the operator starts with a bucket of S3.
const AWS = "AWS"

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
