package generators

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// externalSecret makes the External Secrets Operator fetch a Secret. When the
// reference is deleted, the Secret stays: a registry without its credentials
// stops, and on some platforms falls back to a new and empty bucket.
func externalSecret(p *desired.Plan) []*Object {
	var objects []*Object
	for _, s := range p.Secrets {
		o := newObject(openshift.ExternalSecret, openshift.RegistryNamespace, s.Name)
		set(o, s.Store, "spec", "secretStoreRef")
		set(o, s.RefreshInterval, "spec", "refreshInterval")
		o.fixed(s.Name, "the secret that is read", "spec", "target", "name")
		o.fixed("Orphan", "the secret outlives the reference", "spec", "target", "creationPolicy")
		o.fixed("Retain", "the secret outlives its source", "spec", "target", "deletionPolicy")
		set(o, explicit(s.Data), "spec", "data")
		objects = append(objects, o)
	}
	return objects
}

// remoteRef is a reference with the fields that the API server fills in. They
// are written out, for in a list an element that gains fields counts as
// changed, and Argo CD would never be in sync.
type remoteRef struct {
	v1alpha1.RemoteRef
	ConversionStrategy string `json:"conversionStrategy"`
	MetadataPolicy     string `json:"metadataPolicy"`
}

type secretData struct {
	SecretKey string    `json:"secretKey"`
	RemoteRef remoteRef `json:"remoteRef"`
}

func explicit(d desired.Decision[[]v1alpha1.SecretData]) desired.Decision[[]secretData] {
	data := make([]secretData, len(d.Value))
	for i, s := range d.Value {
		data[i] = secretData{s.SecretKey, remoteRef{s.RemoteRef, "Default", "None"}}
	}
	return desired.Decision[[]secretData]{Value: data, Origin: d.Origin, Made: d.Made}
}
