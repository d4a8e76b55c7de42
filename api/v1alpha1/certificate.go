package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Certificate describes a Certificate of cert-manager that the function generates in
// openshift-image-registry. cert-manager writes tls.crt, with the intermediate
// certificates, and tls.key to the Secret of the route.
type Certificate struct {
	// Name of the Certificate. Defaults to secretName of the route.
	Name string `json:"name,omitempty" known:"true" format:"dns-subdomain" example:"public-route"`
	// Issuer of the certificate.
	IssuerRef IssuerRef `json:"issuerRef" required:"true" like:"the issuer of the certificate, for example {name: letsencrypt}"`
	// Lifetime of the certificate, as a Go duration, at least 1h. If omitted,
	// cert-manager requests 90 days.
	Duration *metav1.Duration `json:"duration,omitempty" example:"\"2160h\""`
	// Time before the end of the lifetime at which the certificate is renewed, as a Go
	// duration, at least 5m. If omitted, cert-manager renews it after two thirds of
	// its lifetime.
	RenewBefore *metav1.Duration `json:"renewBefore,omitempty" example:"\"360h\""`
	// Private key of the certificate.
	PrivateKey *PrivateKey `json:"privateKey,omitempty"`
}

// IssuerRef identifies an issuer of cert-manager.
type IssuerRef struct {
	// Name of the issuer.
	Name string `json:"name" required:"true" format:"dns-subdomain" like:"the name of a ClusterIssuer, or of an Issuer in openshift-image-registry" example:"letsencrypt"`
	// Kind of the issuer. An Issuer must be in openshift-image-registry.
	Kind string `json:"kind,omitempty" pattern:"^[A-Z][A-Za-z0-9]*$" like:"a kind, for example ClusterIssuer or Issuer" default:"ClusterIssuer"`
	// API group of the issuer.
	Group string `json:"group,omitempty" format:"dns-subdomain" default:"cert-manager.io"`
}

// PrivateKey describes the private key of a certificate.
type PrivateKey struct {
	// Algorithm of the key. If omitted, cert-manager uses RSA.
	Algorithm string `json:"algorithm,omitempty" enum:"RSA|ECDSA" example:"ECDSA"`
	// Size of the key in bits: from 2048 to 8192 for RSA; 256, 384 or 521 for ECDSA.
	Size int `json:"size,omitempty" min:"256" max:"8192" example:"384"`
}
