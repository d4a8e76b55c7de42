package validators

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// FuzzCertificates parses arbitrary texts. The parser returns either
// certificates or a problem, and never quotes the text.
func FuzzCertificates(f *testing.F) {
	f.Add("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
	f.Add("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n")
	f.Add("-----BEGIN CERTIFICATE-----\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		certs, problem := certificates(text)
		assert.Equal(t, problem == "", len(certs) > 0)
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); len(line) > 20 && !strings.HasPrefix(line, "-----") {
				assert.NotContains(t, problem, line)
			}
		}
	})
}

// TestHasSuccessor checks which certificate in a text replaces another.
func TestHasSuccessor(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	cert := func(subject string, from, to int) *x509.Certificate {
		return &x509.Certificate{RawSubject: []byte(subject), NotBefore: now.AddDate(0, from, 0), NotAfter: now.AddDate(0, to, 0)}
	}
	ending := cert("ca", -12, 0)
	assert.True(t, hasSuccessor(ending, []*x509.Certificate{ending, cert("ca", -1, 12)}, now))
	assert.False(t, hasSuccessor(ending, []*x509.Certificate{ending}, now))
	assert.False(t, hasSuccessor(ending, []*x509.Certificate{ending, cert("other", -1, 12)}, now), "other subject")
	assert.False(t, hasSuccessor(ending, []*x509.Certificate{ending, cert("ca", 1, 12)}, now), "not valid yet")
}
