package resolve

import (
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

var routesPath = field.NewPath("spec", "exposure", "routes")

// defaultCertificates names the Secrets and the Certificates of routes.
func (p *Profile) defaultCertificates() {
	for i := range p.Spec.Exposure.Routes {
		route, path := &p.Spec.Exposure.Routes[i], routesPath.Index(i)
		if route.Certificate == nil {
			continue
		}
		if route.SecretName == "" {
			route.SecretName = route.Name + "-tls"
			p.record(path.Child("secretName"), v1alpha1.ByDefault, "the name of the route")
		}
		if route.Certificate.Name == "" {
			route.Certificate.Name = route.SecretName
			p.record(path.Child("certificate", "name"), v1alpha1.ByDefault, "the name of the Secret")
		}
	}
}

// certManager is the API group of the issuers of cert-manager itself.
const certManager = "cert-manager.io"

// Limits of cert-manager.
const (
	defaultLifetime    = 90 * 24 * time.Hour
	minimumLifetime    = time.Hour
	minimumRenewBefore = 5 * time.Minute
)

// checkCertificates returns the errors of the certificates of routes.
func (p *Profile) checkCertificates() field.ErrorList {
	var errs field.ErrorList
	secrets, names := map[string]bool{}, map[string]bool{}
	for i, r := range p.Spec.Exposure.Routes {
		if r.Certificate == nil {
			continue
		}
		path := routesPath.Index(i)
		if r.ExternalSecret != nil {
			errs = append(errs, field.Forbidden(path.Child("certificate"), "externalSecret also creates the Secret of the route; remove one of them"))
		}
		if r.Hostname == "" {
			errs = append(errs, field.Required(path.Child("hostname"), "the certificate is issued for this host name; set it"))
		}
		if ref := r.Certificate.IssuerRef; ref.Group == certManager && ref.Kind != "Issuer" && ref.Kind != "ClusterIssuer" && !p.Unknown(ref.Kind+ref.Group) {
			errs = append(errs, field.NotSupported(path.Child("certificate", "issuerRef", "kind"), ref.Kind, []string{"ClusterIssuer", "Issuer"}))
		}
		if len(validation.IsDNS1123Subdomain(r.SecretName)) > 0 {
			errs = append(errs, field.Required(path.Child("secretName"), "the name of the route is too long for the default name of the Secret; set a name of at most 253 characters"))
		}
		if secrets[r.SecretName] {
			errs = append(errs, field.Invalid(path.Child("secretName"), r.SecretName, "the certificate of another route has the same Secret; set another name"))
		} else if names[r.Certificate.Name] {
			errs = append(errs, field.Duplicate(path.Child("certificate", "name"), r.Certificate.Name))
		}
		secrets[r.SecretName], names[r.Certificate.Name] = true, true
		errs = append(errs, checkLifetime(r.Certificate, path.Child("certificate"))...)
		errs = append(errs, checkPrivateKey(r.Certificate.PrivateKey, path.Child("certificate", "privateKey", "size"))...)
	}
	return errs
}

// checkLifetime checks the lifetime of a certificate as the webhook of cert-manager
// does.
func checkLifetime(c *v1alpha1.Certificate, path *field.Path) field.ErrorList {
	lifetime := defaultLifetime
	if c.Duration != nil {
		if lifetime = c.Duration.Duration; lifetime < minimumLifetime {
			return field.ErrorList{field.Invalid(path.Child("duration"), lifetime.String(), "cert-manager rejects a lifetime of less than 1h; set a longer one")}
		}
	}
	if c.RenewBefore == nil {
		return nil
	}
	switch before := c.RenewBefore.Duration; {
	case before < minimumRenewBefore:
		return field.ErrorList{field.Invalid(path.Child("renewBefore"), before.String(), "cert-manager rejects a time of less than 5m; set a longer one")}
	case before >= lifetime:
		return field.ErrorList{field.Invalid(path.Child("renewBefore"), before.String(), fmt.Sprintf("not less than the lifetime of the certificate, %s; set a shorter time", lifetime))}
	}
	return nil
}

// checkPrivateKey checks the size of a key as the webhook of cert-manager does.
func checkPrivateKey(key *v1alpha1.PrivateKey, path *field.Path) field.ErrorList {
	switch {
	case key == nil || key.Size == 0:
		return nil
	case key.Algorithm == "ECDSA" && !slices.Contains([]int{256, 384, 521}, key.Size):
		return field.ErrorList{field.Invalid(path, key.Size, "set 256, 384 or 521 for ECDSA")}
	case key.Algorithm != "ECDSA" && key.Size < 2048:
		return field.ErrorList{field.Invalid(path, key.Size, "set 2048 to 8192 for RSA, or set algorithm: ECDSA")}
	}
	return nil
}
