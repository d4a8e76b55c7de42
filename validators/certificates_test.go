package validators

import (
	"strings"
	"testing"

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
