package openshift

// Platform is a value of Infrastructure.status.platformStatus.type, with what
// the registry operator chooses there when spec.storage is empty.
type Platform struct {
	Name string
	// Replicas is how many the operator starts with its default storage;
	// 0 where it has no default or where the default depends on the cloud.
	Replicas int32
	// Storage is the key of Config.spec.storage that the operator fills in by
	// itself; empty where there is no single answer.
	Storage string
	// Cloud tells that the platform is a public cloud, with object storage of
	// its own.
	Cloud bool
}

// Platforms lists every platform type of github.com/openshift/api/config/v1.
// The operator's choice per platform is its pkg/storage GetPlatformStorage.
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

// OpenStack is the one platform whose claims the book annotates.
const OpenStack = "OpenStack"

// PlatformNames returns the names of all platforms.
func PlatformNames() []string {
	names := make([]string, len(Platforms))
	for i, p := range Platforms {
		names[i] = p.Name
	}
	return names
}

// FindPlatform returns the platform of that name, or the zero Platform.
func FindPlatform(name string) Platform {
	for _, p := range Platforms {
		if p.Name == name {
			return p
		}
	}
	return Platform{}
}
