package validators

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var registriesPath = spec.Child("trust", "registries", "certificates")

// bundle is a text that shall hold certificates, in a profile or a ConfigMap.
type bundle struct {
	text string
	// on is a finding at the text.
	on func() []v1alpha1.Diagnostic
}

func bundlesOfProfile(p input) []bundle {
	var all []bundle
	add := func(path *field.Path, text string) {
		all = append(all, bundle{text, func() []v1alpha1.Diagnostic { return at(path, nil) }})
	}
	if t := p.Spec.Trust.Registries; t != nil {
		for i, c := range t.Certificates {
			add(registriesPath.Index(i).Child("ca"), c.CA)
		}
	}
	if t := p.Spec.Trust.Storage; t != nil && t.CA != "" {
		add(spec.Child("trust", "storage", "ca"), t.CA)
	}
	return all
}

// bundlesOfItems returns what the ConfigMaps hold that image.config and Config
// refer to.
func bundlesOfItems(in input) []bundle {
	var all []bundle
	add := func(m item, key string) {
		all = append(all, bundle{m.text("data", key), func() []v1alpha1.Diagnostic { return m.on("data["+key+"]", nil) }})
	}
	for _, m := range in.registryCAs() {
		for _, key := range slices.Sorted(maps.Keys(m.dict("data"))) {
			add(m, key)
		}
	}
	for _, m := range in.storageCAs() {
		if m.has("data", openshift.BundleKey) {
			add(m, openshift.BundleKey)
		}
	}
	return all
}

// registryCAs are the ConfigMaps that image.config refers to.
func (in input) registryCAs() []item {
	var names []string
	for _, image := range in.of(openshift.Image) {
		names = append(names, image.text("spec", "additionalTrustedCA", "name"))
	}
	return in.configMaps(names)
}

// storageCAs are the ConfigMaps that the s3 stanza of Config refers to.
func (in input) storageCAs() []item {
	var names []string
	for _, config := range in.of(openshift.Config) {
		names = append(names, config.text("spec", "storage", "s3", "trustedCA", "name"))
	}
	return in.configMaps(names)
}

// configMaps returns those of openshift-config with one of the names.
func (in input) configMaps(names []string) []item {
	var found []item
	for _, m := range in.of(openshift.ConfigMap) {
		if m.namespace() == openshift.ConfigNamespace && slices.Contains(names, m.name()) {
			found = append(found, m)
		}
	}
	return found
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

// onBundles completes a rule about texts with certificates with one check for
// both of their places.
func onBundles(rule Rule, check func(input, bundle) []string) Rule {
	look := func(bundles func(input) []bundle) func(input) []v1alpha1.Diagnostic {
		return func(in input) []v1alpha1.Diagnostic {
			var found []v1alpha1.Diagnostic
			for _, b := range bundles(in) {
				for _, detail := range check(in, b) {
					f := b.on()
					f[0].Detail = detail
					found = append(found, f...)
				}
			}
			return found
		}
	}
	rule.check, rule.checkItems = look(bundlesOfProfile), look(bundlesOfItems)
	return rule
}

// onCertificates does so for a check of a single certificate.
func onCertificates(rule Rule, bad func(cert *x509.Certificate, now time.Time) string) Rule {
	return onBundles(rule, func(in input, b bundle) []string {
		var details []string
		certs, _ := certificates(b.text)
		for _, cert := range certs {
			if detail := bad(cert, in.now); detail != "" {
				details = append(details, cert.Subject.String()+", "+detail)
			}
		}
		return details
	})
}

const day = "2006-01-02"

// soon is how long before its end a certificate is worth a warning.
const soon = 30 * 24 * time.Hour

var unreadableCertificate = onBundles(Rule{
	ID: "CA002", Severity: Error,
	Title:  "CA that is no PEM certificate",
	Why:    "Registry and nodes get it as it is, and fail to verify the server; a private key would be readable by everybody in the cluster.",
	Remedy: "Paste the CA's certificate, from BEGIN CERTIFICATE to END CERTIFICATE, and nothing else.",
	Source: "2.7",
}, func(_ input, b bundle) []string {
	if _, wrong := certificates(b.text); wrong != "" {
		return []string{wrong}
	}
	return nil
})

// A build of an old commit must not fail because time has passed: in the
// function an expired certificate is a warning, in lint it is an error.
var expiredCertificate = onCertificates(Rule{
	ID: "CA007", Severity: Warning, LintSeverity: Error,
	Title:  "CA certificate that is not valid now",
	Why:    "Every connection to the server fails.",
	Remedy: "Paste the certificate that is valid now.",
	Source: "operator",
}, func(cert *x509.Certificate, now time.Time) string {
	switch {
	case now.IsZero():
		return ""
	case now.After(cert.NotAfter):
		return "expired on " + cert.NotAfter.UTC().Format(day)
	case now.Before(cert.NotBefore):
		return "valid from " + cert.NotBefore.UTC().Format(day)
	}
	return ""
})

var expiringCertificate = onCertificates(Rule{
	ID: "CA006", Severity: Warning,
	Title:  "CA certificate that expires within 30 days",
	Why:    "Every connection to the server fails from then on.",
	Remedy: "Add its successor now; several certificates may stand side by side.",
	Source: "operator",
}, func(cert *x509.Certificate, now time.Time) string {
	if now.IsZero() || now.After(cert.NotAfter) || now.Add(soon).Before(cert.NotAfter) {
		return ""
	}
	return "expires on " + cert.NotAfter.UTC().Format(day)
})

var leafCertificate = onCertificates(Rule{
	ID: "CA005", Severity: Warning,
	Title:  "server certificate in the place of a CA",
	Why:    "It is valid for this one server only until it is renewed, and many programs refuse it as a CA.",
	Remedy: "Paste the certificate of the CA that signed it.",
	Source: "2.7",
}, func(cert *x509.Certificate, _ time.Time) string {
	if cert.IsCA || bytes.Equal(cert.RawIssuer, cert.RawSubject) {
		return ""
	}
	return "signed by " + cert.Issuer.String()
})

var colonInKey = Rule{
	ID: "CA001", Severity: Error,
	Title:  "colon in a key of a ConfigMap with CAs",
	Why:    "The API server refuses the ConfigMap.",
	Remedy: "Write two dots before the port: registry.example.com..5000.",
	Source: "2.7",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, m := range in.registryCAs() {
			for _, key := range slices.Sorted(maps.Keys(m.dict("data"))) {
				if strings.Contains(key, ":") {
					f := m.on("data["+key+"]", nil)
					f[0].Detail = "the key must be " + strings.Replace(key, ":", "..", 1)
					found = append(found, f...)
				}
			}
		}
		return found
	},
}

var bundleMissing = Rule{
	ID: "CA004", Severity: Error,
	Title:  "ConfigMap for the storage endpoint without " + openshift.BundleKey,
	Why:    "The operator reads that key only; the injection of the service CA writes service-ca.crt, and overwrites all the rest.",
	Remedy: "Write the CA under " + openshift.BundleKey + ", without the annotation that injects the service CA.",
	Source: "3.1.3",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, m := range in.storageCAs() {
			if injected := m.node.GetLabels()["config.openshift.io/inject-trusted-cabundle"] == "true"; !m.has("data", openshift.BundleKey) && !injected {
				found = append(found, m.on("data["+openshift.BundleKey+"]", nil)...)
			} else if m.node.GetAnnotations()["service.beta.openshift.io/inject-cabundle"] == "true" {
				found = append(found, m.on("metadata.annotations", nil)...)
			}
		}
		return found
	},
}

var shadowedRegistry = Rule{
	ID: "CA003", Severity: Error,
	Title:  "CA for the cluster's own registry",
	Why:    "It takes the place of the CA that the cluster keeps for it, and every pull from the internal registry fails.",
	Remedy: "Remove the entry; the cluster trusts its own registry already.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		t := p.Spec.Trust.Registries
		if t == nil {
			return nil
		}
		var found []v1alpha1.Diagnostic
		for i, c := range t.Certificates {
			if internal(c.Hostname()) {
				found = append(found, at(registriesPath.Index(i).Child("host"), c.Host)...)
			}
		}
		return found
	},
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, m := range in.registryCAs() {
			for _, key := range slices.Sorted(maps.Keys(m.dict("data"))) {
				if host, _, _ := strings.Cut(key, ".."); internal(host) {
					found = append(found, m.on("data["+key+"]", nil)...)
				}
			}
		}
		return found
	},
}

// internal reports whether a host is the registry's own inside the cluster.
func internal(host string) bool {
	return strings.TrimSuffix(strings.ToLower(host), ".cluster.local") == openshift.RegistryService
}

var uselessStorageTrust = Rule{
	ID: "CA008", Severity: Error,
	Title:  "CA for storage that takes none",
	Why:    "Only the s3 stanza of Config refers to a CA; nothing would use it.",
	Remedy: "Remove spec.trust.storage.",
	Source: "3.1.3",
	check: func(p input) []v1alpha1.Diagnostic {
		backend, ok := p.Backend()
		if p.Spec.Trust.Storage == nil || ok && backend.Facts().ConfigKey == "s3" {
			return nil
		}
		return at(spec.Child("trust", "storage"), nil)
	},
}
