package generators

import (
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// externalSecret generates ExternalSecrets, from which the External Secrets
// Operator creates Secrets. A Secret remains when its ExternalSecret is
// deleted. Without its credentials, the registry stops, and on some platforms
// the operator falls back to a new and empty bucket.
func externalSecret(state *desired.State) []*Object {
	var objects []*Object
	secrets := state.Secrets
	if state.CopiesImages() && state.StorageChange.Copy.Staging != nil {
		secrets = append(slices.Clone(secrets), *state.StorageChange.Copy.Staging)
	}
	for _, s := range secrets {
		o := newObject(openshift.ExternalSecret, openshift.RegistryNamespace, s.Name)
		set(o, s.Store, "spec", "secretStoreRef")
		set(o, s.RefreshInterval, "spec", "refreshInterval")
		if s.Name == desired.StorageChanger {
			o.fixed(s.Name, "the Job that copies images reads it", "spec", "target", "name")
			o.fixed("Owner", "the Secret is needed only during the change", "spec", "target", "creationPolicy")
		} else {
			o.fixed(s.Name, "the Secret that the registry or its route reads", "spec", "target", "name")
			o.fixed("Orphan", "the Secret remains when the ExternalSecret is deleted", "spec", "target", "creationPolicy")
		}
		o.fixed("Retain", "the Secret remains when its source is deleted", "spec", "target", "deletionPolicy")
		set(o, withServerDefaults(s.Data), "spec", "data")
		objects = append(objects, o)
	}
	return objects
}

// remoteRef is a reference with the fields that the API server defaults. They
// are set explicitly because Argo CD compares list elements as a whole: an
// element with additional fields would never be in sync.
type remoteRef struct {
	v1alpha1.RemoteRef
	ConversionStrategy string `json:"conversionStrategy"`
	MetadataPolicy     string `json:"metadataPolicy"`
}

type secretData struct {
	SecretKey string    `json:"secretKey"`
	RemoteRef remoteRef `json:"remoteRef"`
}

func withServerDefaults(d desired.Decision[[]v1alpha1.SecretData]) desired.Decision[[]secretData] {
	data := make([]secretData, len(d.Value))
	for i, s := range d.Value {
		data[i] = secretData{s.SecretKey, remoteRef{s.RemoteRef, "Default", "None"}}
	}
	return desired.Decision[[]secretData]{Value: data, Origin: d.Origin, Set: d.Set}
}
