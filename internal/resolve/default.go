package resolve

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// setDefaults fills in what the profile leaves open: first the plain defaults
// of the struct tags, then those that follow from other fields.
func (p *Profile) setDefaults() {
	decode.Default(&p.Spec, field.NewPath("spec"), func(path *field.Path) {
		p.record(path, v1alpha1.ByDefault, "")
	})
	p.defaultClaim()
	store := p.Store()
	p.defaultStorage(store)
	p.defaultCredentials(store)
	p.defaultReplicas(store)
	p.defaultRollout(store)
	p.defaultRedirect(store)
	p.defaultSpread()
}

var (
	registryPath = field.NewPath("spec", "registry")
	storagePath  = field.NewPath("spec", "storage")
)

// Backend returns the storage type of the profile, and false if storage is
// left alone.
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

// Store returns what the storage type comes to, and nil if storage is left
// alone.
func (p *Profile) Store() *storage.Store {
	backend, ok := p.Backend()
	if !ok {
		return nil
	}
	var env storage.Env
	if t := p.Spec.Trust.Storage; t != nil {
		env.TrustedCA = t.ConfigMapName
	}
	store := backend.Store(env)
	return &store
}

// defaultClaim gives a claim that is made here the name that the operator's
// own would have.
func (p *Profile) defaultClaim() {
	if s := p.Spec.Storage; s != nil && s.PVC != nil && s.PVC.Create != nil && s.PVC.Claim == "" {
		s.PVC.Claim = openshift.DefaultClaim
		p.record(storagePath.Child("pvc", "claim"), v1alpha1.ByDefault, "the name of the operator's own claim")
	}
}

// defaultStorage keeps the operator's hands off a store that has a name: a
// managed one is changed, and deleted with the registry.
func (p *Profile) defaultStorage(store *storage.Store) {
	if store == nil || !store.Named || p.Spec.Storage.ManagementState != "" {
		return
	}
	p.Spec.Storage.ManagementState = openshift.Unmanaged
	p.record(storagePath.Child("managementState"), v1alpha1.ByDefault,
		"the profile names the store, so the operator shall neither change nor delete it")
}

func (p *Profile) defaultReplicas(store *storage.Store) {
	if p.Spec.Registry.Replicas != nil {
		return
	}
	n, by, reason := p.replicas(store)
	p.Spec.Registry.Replicas = &n
	p.record(registryPath.Child("replicas"), by, reason)
}

func (p *Profile) replicas(store *storage.Store) (int32, v1alpha1.By, string) {
	platform := openshift.FindPlatform(p.Spec.OpenShift.Platform)
	switch {
	case store != nil && store.Sharing == storage.SingleNode:
		return 1, v1alpha1.ByBackend, "a ReadWriteOnce claim serves one pod"
	case store != nil && store.Sharing == storage.PerPod:
		return 1, v1alpha1.ByBackend, "every pod would have images of its own"
	case p.Spec.OpenShift.InfrastructureTopology == v1alpha1.SingleReplica:
		return 1, v1alpha1.ByDefault, "the cluster has a single node"
	case store != nil:
		return 2, v1alpha1.ByDefault, "pods can share the storage"
	case platform.Replicas > 0:
		return platform.Replicas, v1alpha1.ByDefault,
			fmt.Sprintf("what the operator starts with on %s (%s)", platform.Name, platform.Storage)
	default:
		return 1, v1alpha1.ByDefault, unknownStorage
	}
}

// unknownStorage is the reason for a number of replicas that is a guess.
const unknownStorage = "storage is left alone, and whether pods can share it is not known"

// Guessed reports whether the default at path is no more than the safe guess.
func (p *Profile) Guessed(path *field.Path) bool {
	return p.Origin(path.String()).Reason == unknownStorage
}

func (p *Profile) defaultRollout(store *storage.Store) {
	if p.Spec.Registry.RolloutStrategy != "" || store == nil || store.Sharing != storage.SingleNode {
		return
	}
	p.Spec.Registry.RolloutStrategy = openshift.Recreate
	p.record(registryPath.Child("rolloutStrategy"), v1alpha1.ByBackend,
		"a new pod cannot mount a ReadWriteOnce claim while the old one runs elsewhere")
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
