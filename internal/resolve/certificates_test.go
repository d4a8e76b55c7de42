package resolve_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCertificateErrors requires one error for each mistake in the certificates of
// routes, with the field that the user must change.
func TestCertificateErrors(t *testing.T) {
	const issuer = "issuerRef: {name: i}"
	for name, test := range map[string]struct{ routes, field string }{
		"a certificate":                    {"{name: a, hostname: b, certificate: {" + issuer + "}}", ""},
		"a certificate without issuer":     {"{name: a, hostname: b, certificate: {}}", "[0].certificate.issuerRef"},
		"an issuer without name":           {"{name: a, hostname: b, certificate: {issuerRef: {}}}", "[0].certificate.issuerRef.name"},
		"an issuer of another kind":        {"{name: a, hostname: b, certificate: {issuerRef: {name: a, kind: AWSPCAIssuer, group: awspca.cert-manager.io}}}", ""},
		"a certificate without host":       {"{name: a, certificate: {" + issuer + "}}", "[0].hostname"},
		"a certificate and a secret store": {"{name: a, hostname: b, secretName: c, certificate: {" + issuer + "}, externalSecret: {remoteKey: d, secretStoreRef: {name: e}}}", "[0].certificate"},
		"a Secret of two certificates":     {"{name: a, hostname: b, secretName: c, certificate: {" + issuer + "}}, {name: d, hostname: e, secretName: c, certificate: {" + issuer + "}}", "[1].secretName"},
		"two certificates of one name":     {"{name: a, hostname: b, certificate: {name: c, " + issuer + "}}, {name: d, hostname: e, certificate: {name: c, " + issuer + "}}", "[1].certificate.name"},
		"two certificates":                 {"{name: a, hostname: b, certificate: {" + issuer + "}}, {name: d, hostname: e, certificate: {" + issuer + "}}", ""},
		"a short lifetime":                 {"{name: a, hostname: b, certificate: {duration: 59m, " + issuer + "}}", "[0].certificate.duration"},
		"a renewal after the lifetime":     {"{name: a, hostname: b, certificate: {duration: 24h, renewBefore: 24h, " + issuer + "}}", "[0].certificate.renewBefore"},
		"a renewal after 90 days":          {"{name: a, hostname: b, certificate: {renewBefore: 2160h, " + issuer + "}}", "[0].certificate.renewBefore"},
		"a late renewal":                   {"{name: a, hostname: b, certificate: {renewBefore: 4m, " + issuer + "}}", "[0].certificate.renewBefore"},
		"a small key":                      {"{name: a, hostname: b, certificate: {privateKey: {size: 1024}, " + issuer + "}}", "[0].certificate.privateKey.size"},
		"a key of another algorithm":       {"{name: a, hostname: b, certificate: {privateKey: {algorithm: ECDSA, size: 2048}, " + issuer + "}}", "[0].certificate.privateKey.size"},
		"a key on a curve":                 {"{name: a, hostname: b, certificate: {privateKey: {algorithm: ECDSA, size: 384}, " + issuer + "}}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, errs := parse(t, of(aws+"  exposure: {routes: ["+test.routes+"]}\n"))
			if test.field == "" {
				require.Empty(t, errs)
				for _, route := range p.Spec.Exposure.Routes {
					assert.Equal(t, route.Name+"-tls", route.SecretName)
					assert.Equal(t, route.SecretName, route.Certificate.Name)
				}
				return
			}
			require.Len(t, errs, 1)
			assert.True(t, strings.HasPrefix(errs[0], "spec.exposure.routes"+test.field+": "), errs[0])
		})
	}
}
