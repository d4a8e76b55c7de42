package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// externalSecret makes the External Secrets Operator fetch a Secret. When the
// reference is deleted, the Secret stays: a registry without its credentials
// stops, and on some platforms falls back to a new and empty bucket.
func externalSecret(p *desired.Plan) []*manifest.Object {
	var objects []*manifest.Object
	for _, s := range p.Secrets {
		o := manifest.New(openshift.ExternalSecret, openshift.RegistryNamespace, s.Name)
		manifest.Set(o, s.Store, "spec", "secretStoreRef")
		manifest.Set(o, s.RefreshInterval, "spec", "refreshInterval")
		o.Fixed(s.Name, "the secret that is read", "spec", "target", "name")
		o.Fixed("Orphan", "the secret outlives the reference", "spec", "target", "creationPolicy")
		o.Fixed("Retain", "the secret outlives its source", "spec", "target", "deletionPolicy")
		manifest.Set(o, explicit(s.Data), "spec", "data")
		objects = append(objects, o)
	}
	return objects
}

// remoteRef is a reference with the fields that the API server fills in. They
// are written out, for in a list an element that gains fields counts as
// changed, and Argo CD would never be in sync.
type remoteRef struct {
	storage.RemoteRef
	ConversionStrategy string `json:"conversionStrategy"`
	MetadataPolicy     string `json:"metadataPolicy"`
}

type secretData struct {
	SecretKey string    `json:"secretKey"`
	RemoteRef remoteRef `json:"remoteRef"`
}

func explicit(d desired.Decision[[]storage.SecretData]) desired.Decision[[]secretData] {
	data := make([]secretData, len(d.Value))
	for i, s := range d.Value {
		data[i] = secretData{s.SecretKey, remoteRef{s.RemoteRef, "Default", "None"}}
	}
	return desired.Decision[[]secretData]{Value: data, Origin: d.Origin, Made: d.Made}
}
