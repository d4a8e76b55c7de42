package validators

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var registriesPath = spec.Child("trust", "registries", "certificates")

// bundle is a text in a profile or a ConfigMap that must contain certificates.
type bundle struct {
	text string
	// diagnostics returns a diagnostic for the field with the text.
	diagnostics func() []v1alpha1.Diagnostic
}

// profileBundles returns the certificate texts of the profile.
func profileBundles(p input) []bundle {
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

// itemBundles returns the certificate texts of the ConfigMaps that
// image.config and Config refer to.
func itemBundles(in input) []bundle {
	var all []bundle
	add := func(m item, key string) {
		if !m.has("data", key) || m.value("data", key) == (unknownValue{}) {
			return
		}
		all = append(all, bundle{m.text("data", key), func() []v1alpha1.Diagnostic { return m.at("data["+key+"]", nil) }})
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

// registryCAs returns the ConfigMaps that image.config refers to.
func (in input) registryCAs() []item { return in.configMaps(in.registryCANames()) }

// storageCAs returns the ConfigMaps that the s3 stanza of Config refers to.
func (in input) storageCAs() []item { return in.configMaps(in.storageCANames()) }

func (in input) registryCANames() []string {
	return in.names(openshift.Image, "spec", "additionalTrustedCA", "name")
}

func (in input) storageCANames() []string {
	return in.names(openshift.Config, "spec", "storage", "s3", "trustedCA", "name")
}

// names returns the names in a field of the registry's objects of a kind.
func (in input) names(kind schema.GroupVersionKind, path ...string) []string {
	var names []string
	for _, it := range in.ofKind(kind) {
		if name := it.text(path...); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// configMaps returns the ConfigMaps in openshift-config with one of the names.
// A ConfigMap of the registry without a namespace counts.
func (in input) configMaps(names []string) []item {
	var found []item
	for _, m := range in.ofKind(openshift.ConfigMap) {
		if m.isIn(openshift.ConfigNamespace) && slices.Contains(names, m.name()) {
			found = append(found, m)
		}
	}
	return found
}

// certificateHeader begins a certificate in a PEM text.
const certificateHeader = "-----BEGIN CERTIFICATE-----"

// certificates parses the certificates of a PEM text. If the text is invalid,
// it returns the problem instead. The problem never quotes the text, because
// the text may contain a private key.
func certificates(text string) (certs []*x509.Certificate, problem string) {
	rest := []byte(text)
	for {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, "contains a PEM block of type " + block.Type
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, "contains a certificate that cannot be parsed"
		}
		certs = append(certs, cert)
	}
	switch {
	case bytes.Contains(rest, []byte("-----BEGIN")):
		return nil, "contains a damaged PEM block"
	case len(certs) == 0:
		return nil, "contains no certificate"
	}
	return certs, ""
}

// onBundles completes a rule with a check of each certificate text, both in
// profiles and in manifests. The check returns one detail per problem.
func onBundles(rule Rule, check func(input, bundle) []string) Rule {
	forBundles := func(bundles func(input) []bundle) func(input) []v1alpha1.Diagnostic {
		return func(in input) []v1alpha1.Diagnostic {
			var found []v1alpha1.Diagnostic
			for _, b := range bundles(in) {
				if isPlaceholder(b.text) {
					continue
				}
				for _, detail := range check(in, b) {
					f := b.diagnostics()
					f[0].Detail = detail
					found = append(found, f...)
				}
			}
			return found
		}
	}
	rule.check, rule.checkItems = forBundles(profileBundles), forBundles(itemBundles)
	return rule
}

// onCertificates completes a rule with a check of each certificate. The check
// returns a detail, or an empty string if the certificate is valid.
func onCertificates(rule Rule, check func(cert *x509.Certificate, now time.Time) string) Rule {
	return onBundles(rule, func(in input, b bundle) []string {
		var details []string
		certs, _ := certificates(b.text)
		for _, cert := range certs {
			if detail := check(cert, in.now); detail != "" && !hasSuccessor(cert, certs, in.now) {
				details = append(details, cert.Subject.String()+", "+detail)
			}
		}
		return details
	})
}

// hasSuccessor reports whether a text also contains a certificate of the same
// subject that is valid now and expires later.
func hasSuccessor(cert *x509.Certificate, certs []*x509.Certificate, now time.Time) bool {
	return slices.ContainsFunc(certs, func(c *x509.Certificate) bool {
		return bytes.Equal(c.RawSubject, cert.RawSubject) && c.NotAfter.After(cert.NotAfter) &&
			c.NotAfter.After(now.Add(expiryWarningPeriod)) && !now.Before(c.NotBefore)
	})
}

const dateLayout = "2006-01-02"

// expiryWarningPeriod is the period before its expiry in which a certificate
// causes a warning.
const expiryWarningPeriod = 30 * 24 * time.Hour

var invalidCertificate = onBundles(Rule{
	ID: "CA002", Severity: Error,
	Title:  "CA that is not a PEM certificate",
	Why:    "The registry and the nodes receive the text unchanged and cannot verify the server; every user of the cluster could read a private key in it.",
	Remedy: "Paste only the certificate of the CA, from BEGIN CERTIFICATE to END CERTIFICATE.",
	Source: "2.7",
}, func(_ input, b bundle) []string {
	if _, problem := certificates(b.text); problem != "" {
		return []string{problem}
	}
	return nil
})

// A build of an old commit must not start to fail when a certificate expires.
// The function therefore reports an expired certificate as a warning, and lint
// reports an error.
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
		return "expired on " + cert.NotAfter.UTC().Format(dateLayout)
	case now.Before(cert.NotBefore):
		return "valid from " + cert.NotBefore.UTC().Format(dateLayout)
	}
	return ""
})

var expiringCertificate = onCertificates(Rule{
	ID: "CA006", Severity: Warning,
	Title:  "CA certificate that expires within 30 days",
	Why:    "Every connection to the server fails after the certificate expires.",
	Remedy: "Add its successor now; the text may contain several certificates.",
	Source: "operator",
}, func(cert *x509.Certificate, now time.Time) string {
	if now.IsZero() || now.After(cert.NotAfter) || now.Add(expiryWarningPeriod).Before(cert.NotAfter) {
		return ""
	}
	return "expires on " + cert.NotAfter.UTC().Format(dateLayout)
})

var leafCertificate = onCertificates(Rule{
	ID: "CA005", Severity: Warning,
	Title:  "server certificate instead of a CA certificate",
	Why:    "The certificate is valid only for this server and only until its renewal, and many programs reject it as a CA.",
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
	Why:    "The API server rejects the ConfigMap.",
	Remedy: "Replace the colon before the port with two dots: registry.example.com..5000.",
	Source: "2.7",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, m := range in.registryCAs() {
			for _, key := range slices.Sorted(maps.Keys(m.dict("data"))) {
				if strings.Contains(key, ":") {
					f := m.at("data["+key+"]", nil)
					f[0].Detail = "the key must be " + strings.Replace(key, ":", "..", 1)
					found = append(found, f...)
				}
			}
		}
		return found
	},
}

// trustedBundleLabel and serviceCAAnnotation ask the cluster to write CAs to a
// ConfigMap.
const (
	trustedBundleLabel  = "config.openshift.io/inject-trusted-cabundle"
	serviceCAAnnotation = "service.beta.openshift.io/inject-cabundle"
)

var bundleMissing = Rule{
	ID: "CA004", Severity: Error,
	Title:  "ConfigMap for the storage endpoint without " + openshift.BundleKey,
	Why:    "The operator reads only this key; the injection of the service CA writes service-ca.crt and overwrites all other keys.",
	Remedy: "Store the CA under " + openshift.BundleKey + ", without the annotation that injects the service CA.",
	Source: "3.1.3",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, m := range in.storageCAs() {
			if injected := m.node.GetLabels()[trustedBundleLabel] == "true"; !m.has("data", openshift.BundleKey) && !injected {
				found = append(found, m.at("data["+openshift.BundleKey+"]", nil)...)
			} else if m.annotation(serviceCAAnnotation) == "true" {
				found = append(found, m.at("metadata.annotations", nil)...)
			}
		}
		return found
	},
}

var internalRegistryCA = Rule{
	ID: "CA003", Severity: Error,
	Title:  "CA for the cluster's own registry",
	Why:    "The entry replaces the CA that the cluster maintains for its own registry, and every pull from the internal registry fails.",
	Remedy: "Remove the entry; the cluster already trusts its own registry.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		t := p.Spec.Trust.Registries
		if t == nil {
			return nil
		}
		var found []v1alpha1.Diagnostic
		for i, c := range t.Certificates {
			if isInternalRegistry(c.Hostname()) {
				found = append(found, at(registriesPath.Index(i).Child("host"), c.Host)...)
			}
		}
		return found
	},
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, m := range in.registryCAs() {
			for _, key := range slices.Sorted(maps.Keys(m.dict("data"))) {
				if host, _, _ := strings.Cut(key, ".."); isInternalRegistry(host) {
					found = append(found, m.at("data["+key+"]", nil)...)
				}
			}
		}
		return found
	},
}

// isInternalRegistry reports whether a host is the in-cluster host name of the
// registry.
func isInternalRegistry(host string) bool {
	return strings.TrimSuffix(strings.ToLower(host), ".cluster.local") == openshift.RegistryService
}

var misplacedCA = Rule{
	ID: "CA009", Severity: Error,
	Title:  "ConfigMap with CAs in another namespace",
	Why:    "The nodes and the operator look for the ConfigMap only in " + openshift.ConfigNamespace + ", do not find it, and do not trust its CAs.",
	Remedy: "Move the ConfigMap to " + openshift.ConfigNamespace + ".",
	Source: "2.7",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		names := slices.Concat(in.registryCANames(), in.storageCANames())
		for _, m := range in.configMaps(names) {
			names = slices.DeleteFunc(names, func(name string) bool { return name == m.name() })
		}
		var found []v1alpha1.Diagnostic
		for _, m := range in.allOfKind(openshift.ConfigMap) {
			if slices.Contains(names, m.name()) && m.isTrust() && !renamed(m.node) {
				found = append(found, propose(m.at("metadata.namespace", m.namespace()), openshift.ConfigNamespace)...)
			}
		}
		return found
	},
}

// isTrust reports whether a ConfigMap may be meant for the nodes or the operator:
// it is in a namespace of OpenShift, or it contains a certificate. A ConfigMap to
// which the cluster writes CAs is meant for the pods of its namespace.
func (it item) isTrust() bool {
	switch {
	case it.namespace() == openshift.RegistryNamespace:
		return true
	case it.node.GetLabels()[trustedBundleLabel] == "true", it.annotation(serviceCAAnnotation) == "true":
		return false
	case strings.HasPrefix(it.namespace(), openshift.NamespacePrefix):
		return true
	}
	for key := range it.dict("data") {
		if strings.Contains(it.text("data", key), certificateHeader) {
			return true
		}
	}
	return false
}

var unusedStorageCA = Rule{
	ID: "CA008", Severity: Error,
	Title:  "CA for storage that does not use one",
	Why:    "Only the s3 stanza of Config refers to a CA; no other storage type uses the CA.",
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
