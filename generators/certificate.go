package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// certificate generates Certificates, for which cert-manager creates the Secrets of
// routes. A Secret remains when its Certificate is deleted, unless cert-manager runs
// with --enable-certificate-owner-ref.
func certificate(state *desired.State) []*Object {
	var objects []*Object
	for _, c := range state.Certificates {
		o := newObject(openshift.Certificate, openshift.RegistryNamespace, c.Name)
		set(o, c.Secret, "spec", "secretName")
		set(o, c.Hosts, "spec", "dnsNames")
		set(o, c.Issuer, "spec", "issuerRef")
		set(o, c.Duration, "spec", "duration")
		set(o, c.RenewBefore, "spec", "renewBefore")
		set(o, c.PrivateKey, "spec", "privateKey")
		objects = append(objects, o)
	}
	return objects
}
