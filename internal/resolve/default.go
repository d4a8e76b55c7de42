package resolve

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// setDefaults sets the fields that the profile omits: first the static defaults
// of the struct tags, then the defaults that depend on other fields.
func (p *Profile) setDefaults() {
	decode.Default(&p.Spec, field.NewPath("spec"), func(path *field.Path) {
		p.record(path, v1alpha1.ByDefault, "")
	})
	p.defaultClaim()
	p.defaultVolume()
	p.defaultBucketClass()
	p.defaultCertificates()
	store := p.Store()
	p.defaultStorage(store)
	p.defaultCredentials(store)
	p.defaultManagementState(store)
	p.defaultReplicas(store)
	p.defaultRollout(store)
	p.defaultRedirect(store)
	p.defaultSpread()
	p.defaultPlacement()
	p.defaultAffinity()
	p.defaultHub()
}

var (
	registryPath = field.NewPath("spec", "registry")
	storagePath  = field.NewPath("spec", "storage")
)

// Backend returns the storage type of the profile, and false if the profile
// sets none, also if it only sets the management state of the storage.
func (p *Profile) Backend() (storage.Choice, bool) {
	if p.Spec.Storage == nil {
		return storage.Choice{}, false
	}
	choices := storage.Choices(p.Spec.Storage.OneOf)
	if len(choices) != 1 {
		return storage.Choice{}, false
	}
	return choices[0], true
}

// Store returns the store that the storage type configures, and nil without a
// storage type.
func (p *Profile) Store() *storage.Store {
	backend, ok := p.Backend()
	if !ok {
		return nil
	}
	env := storage.Env{Platform: p.Spec.OpenShift.Platform}
	if t := p.Spec.Trust.Storage; t != nil {
		env.TrustedCA = t.ConfigMapName
	}
	store := backend.Store(env)
	return &store
}

// defaultClaim gives a generated claim the name of the claim that the operator
// would create.
func (p *Profile) defaultClaim() {
	if s := p.Spec.Storage; s != nil && s.PVC != nil && s.PVC.Create != nil && s.PVC.Claim == "" {
		s.PVC.Claim = openshift.DefaultClaim
		p.record(storagePath.Child("pvc", "claim"), v1alpha1.ByDefault, "name of the claim that the operator would create")
	}
}

// defaultBucketClass selects the storage class of the Ceph object gateway, which
// depends on the mode.
func (p *Profile) defaultBucketClass() {
	if s := p.Spec.Storage; s != nil && s.CephRGW != nil && s.CephRGW.StorageClassName == "" {
		s.CephRGW.StorageClassName = storage.CephGatewayOf(s.CephRGW.Mode).StorageClassName
		p.record(storagePath.Child("cephRGW", "storageClassName"), v1alpha1.ByDefault, "storage class of the object gateway in this mode")
	}
}

// defaultStorage makes a named store unmanaged. The operator changes a managed
// store, and deletes it together with the registry.
func (p *Profile) defaultStorage(store *storage.Store) {
	if store == nil || !store.Named || p.Spec.Storage.ManagementState != "" {
		return
	}
	p.Spec.Storage.ManagementState = openshift.Unmanaged
	p.record(storagePath.Child("managementState"), v1alpha1.ByDefault,
		"the profile names the store, so the operator must not change or delete it")
}

// defaultManagementState runs the registry of a profile with storage. A profile
// without storage leaves the registry as it is: it may be removed on purpose.
func (p *Profile) defaultManagementState(store *storage.Store) {
	if p.Spec.Registry.ManagementState != "" || store == nil {
		return
	}
	p.Spec.Registry.ManagementState = openshift.Managed
	p.record(registryPath.Child("managementState"), v1alpha1.ByDefault, "")
}

// defaultReplicas sets the number of pods that the storage supports. Without
// storage, the number remains that of the cluster.
func (p *Profile) defaultReplicas(store *storage.Store) {
	if p.Spec.Registry.Replicas != nil || store == nil {
		return
	}
	n, by, reason := p.replicas(store)
	p.Spec.Registry.Replicas = &n
	p.record(registryPath.Child("replicas"), by, reason)
}

func (p *Profile) replicas(store *storage.Store) (int32, v1alpha1.By, string) {
	switch {
	case store.Sharing == storage.SingleNode:
		return 1, v1alpha1.ByBackend, "a ReadWriteOnce claim supports one pod"
	case store.Sharing == storage.PerPod:
		return 1, v1alpha1.ByBackend, "each pod would store separate images"
	case p.localVolume():
		return 1, v1alpha1.ByBackend, "a local volume is on one node"
	case p.Spec.OpenShift.InfrastructureTopology == v1alpha1.SingleReplica:
		return 1, v1alpha1.ByDefault, "the cluster has a single node"
	default:
		return 2, v1alpha1.ByDefault, "pods can share the storage"
	}
}

func (p *Profile) defaultRollout(store *storage.Store) {
	if p.Spec.Registry.RolloutStrategy != "" || store == nil || store.Sharing != storage.SingleNode {
		return
	}
	p.Spec.Registry.RolloutStrategy = openshift.Recreate
	p.record(registryPath.Child("rolloutStrategy"), v1alpha1.ByBackend,
		"a new pod cannot mount a ReadWriteOnce claim while the old pod runs on another node")
}

func (p *Profile) defaultRedirect(store *storage.Store) {
	if p.Spec.Registry.DisableRedirect != nil || store == nil || store.NoRedirect == "" {
		return
	}
	disable := true
	p.Spec.Registry.DisableRedirect = &disable
	p.record(registryPath.Child("disableRedirect"), v1alpha1.ByBackend, store.NoRedirect)
}

func (p *Profile) defaultSpread() {
	r := &p.Spec.Registry
	if r.Spread != "" {
		return
	}
	r.Spread = v1alpha1.SpreadOperatorDefault
	if len(r.TopologySpreadConstraints) > 0 {
		r.Spread = v1alpha1.SpreadCustom
	}
}

func storageKeys() []string {
	var keys []string
	for _, c := range storage.All() {
		keys = append(keys, c.Key)
	}
	return keys
}
