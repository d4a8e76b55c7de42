package desired

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Certificate is a Certificate of cert-manager for the Secret of a route.
type Certificate struct {
	Name        string
	Secret      Decision[string]
	Hosts       Decision[[]string]
	Issuer      Decision[v1alpha1.IssuerRef]
	Duration    Decision[metav1.Duration]
	RenewBefore Decision[metav1.Duration]
	PrivateKey  Decision[v1alpha1.PrivateKey]
}

func newCertificates(p *resolve.Profile) []Certificate {
	var all []Certificate
	for i, r := range p.Spec.Exposure.Routes {
		if r.Certificate == nil {
			continue
		}
		route := fmt.Sprintf("spec.exposure.routes[%d].", i)
		path := route + "certificate."
		all = append(all, Certificate{
			Name:        r.Certificate.Name,
			Secret:      decided(p, route+"secretName", r.SecretName),
			Hosts:       decided(p, route+"hostname", []string{r.Hostname}),
			Issuer:      decided(p, path+"issuerRef", r.Certificate.IssuerRef),
			Duration:    pointed(p, path+"duration", r.Certificate.Duration),
			RenewBefore: pointed(p, path+"renewBefore", r.Certificate.RenewBefore),
			PrivateKey:  pointed(p, path+"privateKey", r.Certificate.PrivateKey),
		})
	}
	return all
}
