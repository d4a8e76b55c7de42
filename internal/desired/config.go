package desired

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Config is what a profile decides about the operator's Config.
type Config struct {
	// Fields of Config.spec, in the order of ConfigFields.
	Fields []DecidedField
	// Storage is nil where storage is left alone.
	Storage *Storage
}

// DecidedField is a field of Config.spec with its value.
type DecidedField struct {
	// Config is the path of the field below spec.
	Config string
	Value  Decision[any]
}

func newConfig(p *resolve.Profile) Config {
	config := Config{Storage: newStorage(p)}
	for _, f := range ConfigFields {
		if value := f.decide(p); value.Made {
			config.Fields = append(config.Fields, DecidedField{f.Config, value})
		}
	}
	return config
}

// Storage is Config.spec.storage. It is nil where storage is left alone.
type Storage struct {
	ManagementState Decision[string]
	// Key of the storage type, for example s3.
	Key string
	// Stanza is the value under that key.
	Stanza Decision[any]
	// Drop holds keys of the stanza that shall not be there.
	Drop []string
	// Replaces is the storage type that is given up.
	Replaces Decision[string]
	// Fill is written only where the stanza has no value of its own yet.
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
			Origin: resolve.Derived(v1alpha1.ByDefault, path, "left out, it would stay behind when the storage type changes"),
			Made:   true,
		}
	}
	return s
}
