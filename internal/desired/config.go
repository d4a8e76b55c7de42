package desired

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// Config is the desired state of the operator's Config.
type Config struct {
	// Fields of Config.spec, in the order of ConfigFields.
	Fields []DecidedField
	// Storage is nil if the profile does not set spec.storage.
	Storage *Storage
	// RolesReplaced lists labels that spec.nodeSelector must not have.
	RolesReplaced []string
	// Preferred reports whether the anti-affinity is preferred, and none is required.
	Preferred bool
}

// DecidedField is a field of the spec of an object and its value.
type DecidedField struct {
	// Path of the field, relative to spec.
	Path  string
	Value Decision[any]
}

func newConfig(p *resolve.Profile) Config {
	config := Config{
		Storage:       newStorage(p),
		RolesReplaced: p.RolesReplaced("spec.registry"),
		Preferred:     p.Spec.Registry.AntiAffinity == v1alpha1.AntiAffinityPreferred,
	}
	for _, f := range ConfigFields {
		if value := f.decide(p); value.Set {
			config.Fields = append(config.Fields, DecidedField{f.Config, value})
		}
	}
	return config
}

// Storage is the desired state of Config.spec.storage. Without a storage type, it
// has only a ManagementState.
type Storage struct {
	ManagementState Decision[string]
	// Key of the storage type, for example s3.
	Key string
	// Stanza is the value of that key.
	Stanza Decision[any]
	// Drop lists keys that must be absent from the stanza.
	Drop []string
	// Replaces is the storage type that is replaced.
	Replaces Decision[string]
	// Fields are the keys of the stanza, if it replaces the whole stanza of another
	// store of the same type.
	Fields []string
	// Fill is set only where the stanza of the existing Config has no value.
	Fill Decision[any]
	// Encrypt is false if the stanza must not inherit true.
	Encrypt Decision[bool]
	// ByJob reports that a Job writes the storage, because the name of the bucket is
	// known only on the cluster: the manifest of Config must not contain any.
	ByJob bool
}

func newStorage(p *resolve.Profile) *Storage {
	if p.Spec.Storage == nil {
		return nil
	}
	s := &Storage{ByJob: p.StorageByJob(), ManagementState: decided(p, "spec.storage.managementState", p.Spec.Storage.ManagementState)}
	backend, ok := p.Backend()
	if !ok {
		return s
	}
	store := p.Store()
	path := "spec.storage." + backend.Key
	s.Key = backend.Facts().ConfigKey
	s.Stanza = pointed(p, path, &store.Stanza)
	s.Drop = store.Drop
	s.Stanza.Origin = s.Stanza.Origin.From(store.Sources).Owning(ownedFields(s.Key, store))
	if change := p.Spec.Delivery.StorageChange; change != nil {
		s.Replaces = decided(p, "spec.delivery.storageChange.from", change.From)
	}
	whole := s.Replaces.Value == s.Key
	if whole {
		s.Fields = store.Fields
	}
	if store.Unencrypted {
		by := v1alpha1.ByDefault
		if whole || store.Bucket != nil {
			by = v1alpha1.ByBackend
		}
		s.Encrypt = Decision[bool]{Set: true, Origin: resolve.Derived(by, path, "on AWS, the operator has set it to true for its own bucket, and the store is not AWS")}
	}
	if store.Fill != nil {
		s.Fill = Decision[any]{
			Value:  store.Fill,
			Origin: resolve.Derived(v1alpha1.ByDefault, path, "if omitted, the field would remain when the storage type changes"),
			Set:    true,
		}
		switch {
		case whole:
			s.Fill.Origin = resolve.Derived(v1alpha1.ByBackend, path, replacedStanza)
		case store.Bucket != nil:
			s.Fill.Origin = s.Fill.Origin.Owning(map[string]string{"virtualHostedStyle": "the object store has no host name for each bucket"})
		}
	}
	return s
}

// replacedStanza is the reason for the fields of a stanza that replaces another.
const replacedStanza = "spec.delivery.storageChange replaces the whole stanza"

// ownedFields returns the fields of the stanza that identify a store that the
// profile generates. With the store of an existing Config, the registry would
// not use the generated store.
func ownedFields(key string, store *storage.Store) map[string]string {
	if store.Claim == nil && store.Bucket == nil {
		return nil
	}
	kind := openshift.FindStorageType(key)
	owned := map[string]string{}
	for _, name := range append([]string{kind.Name}, kind.Identity...) {
		owned[name] = "the registry uses the store that the profile generates"
	}
	return owned
}
