package validators

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/fn/openshift"
)

var registriesPath = spec.Child("trust", "registries", "certificates")

// bundle is a text of the profile that shall hold certificates.
type bundle struct {
	path *field.Path
	text string
}

func bundles(p Input) []bundle {
	var all []bundle
	if t := p.Spec.Trust.Registries; t != nil {
		for i, c := range t.Certificates {
			all = append(all, bundle{registriesPath.Index(i).Child("ca"), c.CA})
		}
	}
	if t := p.Spec.Trust.Storage; t != nil && t.CA != "" {
		all = append(all, bundle{spec.Child("trust", "storage", "ca"), t.CA})
	}
	return all
}

// certificates returns the certificates of a PEM text, and what is wrong with
// the text. It never quotes the text, which may hold a private key.
func certificates(text string) (certs []*x509.Certificate, wrong string) {
	rest := []byte(text)
	for {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, "it holds a " + strings.ToLower(block.Type)
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, "a certificate in it cannot be parsed"
		}
		certs = append(certs, cert)
	}
	switch {
	case bytes.Contains(rest, []byte("-----BEGIN")):
		return nil, "a block in it is damaged"
	case len(certs) == 0:
		return nil, "it holds no certificate"
	}
	return certs, ""
}

// perCertificate makes a check of one that looks at a single certificate.
func perCertificate(bad func(cert *x509.Certificate, now time.Time) string) func(Input) []Finding {
	return func(p Input) []Finding {
		var found []Finding
		for _, b := range bundles(p) {
			certs, _ := certificates(b.text)
			for _, cert := range certs {
				if detail := bad(cert, p.Now); detail != "" {
					f := at(b.path, nil)
					f[0].Detail = cert.Subject.String() + ", " + detail
					found = append(found, f...)
				}
			}
		}
		return found
	}
}

const day = "2006-01-02"

// soon is how long before its end a certificate is worth a warning.
const soon = 30 * 24 * time.Hour

var unreadableCertificate = Rule{
	ID: "CA002", Severity: Error,
	Title:  "CA that is no PEM certificate",
	Why:    "Registry and nodes get it as it is, and fail to verify the server; a private key would be readable by everybody in the cluster.",
	Remedy: "Paste the CA's certificate, from BEGIN CERTIFICATE to END CERTIFICATE, and nothing else.",
	Source: "2.7",
	check: func(p Input) []Finding {
		var found []Finding
		for _, b := range bundles(p) {
			if _, wrong := certificates(b.text); wrong != "" {
				f := at(b.path, nil)
				f[0].Detail = wrong
				found = append(found, f...)
			}
		}
		return found
	},
}

var expiredCertificate = Rule{
	ID: "CA007", Severity: Warning,
	Title:  "CA certificate that is not valid now",
	Why:    "Every connection to the server fails.",
	Remedy: "Paste the certificate that is valid now.",
	Source: "operator",
	check: perCertificate(func(cert *x509.Certificate, now time.Time) string {
		switch {
		case now.After(cert.NotAfter):
			return "expired on " + cert.NotAfter.UTC().Format(day)
		case now.Before(cert.NotBefore):
			return "valid from " + cert.NotBefore.UTC().Format(day)
		}
		return ""
	}),
}

var expiringCertificate = Rule{
	ID: "CA006", Severity: Warning,
	Title:  "CA certificate that expires within 30 days",
	Why:    "Every connection to the server fails from then on.",
	Remedy: "Add its successor now; several certificates may stand side by side.",
	Source: "operator",
	check: perCertificate(func(cert *x509.Certificate, now time.Time) string {
		if now.After(cert.NotAfter) || now.Add(soon).Before(cert.NotAfter) {
			return ""
		}
		return "expires on " + cert.NotAfter.UTC().Format(day)
	}),
}

var leafCertificate = Rule{
	ID: "CA005", Severity: Warning,
	Title:  "server certificate in the place of a CA",
	Why:    "It is valid for this one server only until it is renewed, and many programs refuse it as a CA.",
	Remedy: "Paste the certificate of the CA that signed it.",
	Source: "2.7",
	check: perCertificate(func(cert *x509.Certificate, _ time.Time) string {
		if cert.IsCA || bytes.Equal(cert.RawIssuer, cert.RawSubject) {
			return ""
		}
		return "signed by " + cert.Issuer.String()
	}),
}

var shadowedRegistry = Rule{
	ID: "CA003", Severity: Error,
	Title:  "CA for the cluster's own registry",
	Why:    "It takes the place of the CA that the cluster keeps for it, and every pull from the internal registry fails.",
	Remedy: "Remove the entry; the cluster trusts its own registry already.",
	Source: "operator",
	check: func(p Input) []Finding {
		t := p.Spec.Trust.Registries
		if t == nil {
			return nil
		}
		var found []Finding
		for i, c := range t.Certificates {
			if strings.TrimSuffix(strings.ToLower(c.Host), ".cluster.local") == openshift.RegistryService {
				found = append(found, at(registriesPath.Index(i).Child("host"), c.Host)...)
			}
		}
		return found
	},
}

var uselessStorageTrust = Rule{
	ID: "CA008", Severity: Error,
	Title:  "CA for storage that takes none",
	Why:    "Only the s3 stanza of Config refers to a CA; nothing would use it.",
	Remedy: "Remove spec.trust.storage.",
	Source: "3.1.3",
	check: func(p Input) []Finding {
		backend, ok := p.Backend()
		if p.Spec.Trust.Storage == nil || ok && backend.Facts().ConfigKey == "s3" {
			return nil
		}
		return at(spec.Child("trust", "storage"), nil)
	},
}
