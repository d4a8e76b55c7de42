package validators

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// FuzzCertificates gives the reader of PEM texts arbitrary ones. It finds
// certificates or something wrong, and never quotes what it reads.
func FuzzCertificates(f *testing.F) {
	f.Add("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
	f.Add("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n")
	f.Add("-----BEGIN CERTIFICATE-----\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		certs, wrong := certificates(text)
		assert.Equal(t, wrong == "", len(certs) > 0)
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); len(line) > 20 && !strings.HasPrefix(line, "-----") {
				assert.NotContains(t, wrong, line)
			}
		}
	})
}
