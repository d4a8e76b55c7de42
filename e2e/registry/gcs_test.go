package registry

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

const (
	googleStorage = "storage.googleapis.com"
	googleUpload  = "www.googleapis.com"
	googleTokens  = "oauth2.googleapis.com"
)

// TestGCS serves images from Google Cloud Storage.
func TestGCS(t *testing.T) {
	w := newWorld(t, profileOf(t, "gcp-gcs"), nil)
	w.start(t)
	assert.Equal(t, googleStorage, redirect(t, w))
	serves(t, w, service+":5000")
	proof(t, "Google Cloud Storage, with redirects to %s", googleStorage)
}

// startGCS starts an emulator of Google Cloud Storage, and writes the key file of the
// registry.
func (w *world) startGCS(t *testing.T) {
	t.Helper()
	root := t.TempDir()
	w.bucket = filepath.Join(root, w.env["REGISTRY_STORAGE_GCS_BUCKET"])
	require.NoError(t, os.Mkdir(w.bucket, 0o755))
	w.emulateGCS(t, "-backend", "filesystem", "-filesystem-root", root)
	w.files[w.env["REGISTRY_STORAGE_GCS_KEYFILE"]] = googleKey(t)
}

// emulateGCS starts an emulator of Google Cloud Storage under the names of Google, and
// returns its address.
func (w *world) emulateGCS(t *testing.T, args ...string) string {
	t.Helper()
	backend := freeAddress(t)
	_, port, err := net.SplitHostPort(backend)
	require.NoError(t, err)
	testbed.Run(t, nil, "fake-gcs-server", append(args, "-scheme", "http", "-host", "127.0.0.1", "-port", port,
		"-public-host", googleStorage, "-external-url", "https://"+googleStorage)...)
	listens(t, backend)
	front := w.front(t, backend, "http", w.storeCA, googleStorage, googleUpload)
	w.hosts[googleStorage], w.hosts[googleUpload] = front, front
	w.hosts[googleTokens] = w.terminate(t, w.storeCA, http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		answer.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(answer, `{"access_token": "test", "token_type": "Bearer", "expires_in": 3600}`)
	}), googleTokens)
	return backend
}

// googleKey returns the key file of a service account of Google Cloud.
func googleKey(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	keyfile, err := json.Marshal(Object{
		"type": "service_account", "project_id": "test", "private_key_id": "1", "client_email": "registry@test.iam.gserviceaccount.com",
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})),
		"token_uri":   fmt.Sprintf("https://%s/token", googleTokens),
	})
	require.NoError(t, err)
	return string(keyfile)
}
