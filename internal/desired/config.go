package desired

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Config is the desired state of the operator's Config.
type Config struct {
	// Fields of Config.spec, in the order of ConfigFields.
	Fields []DecidedField
	// Storage is nil if the profile does not configure storage.
	Storage *Storage
}

// DecidedField is a field of Config.spec and its value.
type DecidedField struct {
	// Config is the path of the field, relative to spec.
	Config string
	Value  Decision[any]
}

func newConfig(p *resolve.Profile) Config {
	config := Config{Storage: newStorage(p)}
	for _, f := range ConfigFields {
		if value := f.decide(p); value.Set {
			config.Fields = append(config.Fields, DecidedField{f.Config, value})
		}
	}
	return config
}

// Storage is the desired state of Config.spec.storage. It is nil if the profile
// does not configure storage.
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
	// Fill is set only where the stanza of the existing Config has no value.
	Fill Decision[any]
}

func newStorage(p *resolve.Profile) *Storage {
	backend, ok := p.Backend()
	if !ok {
		return nil
	}
	store := p.Store()
	path := "spec.storage." + backend.Key
	s := &Storage{
		ManagementState: decided(p, "spec.storage.managementState", p.Spec.Storage.ManagementState),
		Key:             backend.Facts().ConfigKey,
		Stanza:          pointed(p, path, &store.Stanza),
		Drop:            store.Drop,
	}
	s.Stanza.Origin = s.Stanza.Origin.From(store.Sources)
	if change := p.Spec.Delivery.StorageChange; change != nil {
		s.Replaces = decided(p, "spec.delivery.storageChange.from", change.From)
	}
	if store.Fill != nil {
		s.Fill = Decision[any]{
			Value:  store.Fill,
			Origin: resolve.Derived(v1alpha1.ByDefault, path, "if omitted, the field would remain when the storage type changes"),
			Set:    true,
		}
	}
	return s
}
