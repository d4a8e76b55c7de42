package registry

import (
	"crypto/rand"
	"encoding/base64"
	"net"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestAzure serves images from Azure Blob Storage.
func TestAzure(t *testing.T) {
	if !full() {
		t.Skip("SKIPPED: only with FULL=1")
	}
	w := newWorld(t, profileOf(t, "azure-blob"), nil)
	w.start(t)
	host := azureHost(w.env["REGISTRY_STORAGE_AZURE_ACCOUNTNAME"])
	assert.Equal(t, host, redirect(t, w))
	i := image(t)
	require.NoError(t, push(t, w, service+":5000", i))
	pulls(t, w, service+":5000", i)
	proof(t, "Azure Blob Storage, with redirects to %s", host)
}

func azureHost(account string) string { return account + ".blob.core.windows.net" }

// azureKey are the variables with the key of an account for the released registry.
func azureKey(key string) []string {
	return []string{"REGISTRY_STORAGE_AZURE_CREDENTIALS_TYPE=shared_key", "REGISTRY_STORAGE_AZURE_ACCOUNTKEY=" + key}
}

// startAzure starts an emulator of Azure Blob Storage under the name of an account, and
// returns its address and the key of the account.
func (w *world) startAzure(t *testing.T, account string) (backend, key string) {
	t.Helper()
	random := make([]byte, 64)
	_, err := rand.Read(random)
	require.NoError(t, err)
	key = base64.StdEncoding.EncodeToString(random)
	backend = freeAddress(t)
	_, port, err := net.SplitHostPort(backend)
	require.NoError(t, err)
	dir := t.TempDir()
	certificate, private := w.podCA.issue(t, service) // it rejects signed URLs on a connection without TLS
	file(t, filepath.Join(dir, "tls.crt"), string(certificate))
	file(t, filepath.Join(dir, "tls.key"), string(private))
	testbed.Run(t, []string{"PATH=/usr/local/bin:/usr/bin:/bin", "AZURITE_ACCOUNTS=" + account + ":" + key}, "azurite",
		"--blobPort", port, "--cert", filepath.Join(dir, "tls.crt"), "--key", filepath.Join(dir, "tls.key"),
		"--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--loose")
	listens(t, backend)
	w.hosts[azureHost(account)] = w.front(t, backend, "https", w.storeCA, azureHost(account))
	return backend, key
}

func createContainer(t *testing.T, backend, account, key, name string) {
	t.Helper()
	remote := ":azureblob,account=" + account + ",key='" + key + "',endpoint='https://" + backend + "/" + account + "':" + name
	out, err := exec.Command(testbed.Tool("rclone"), "mkdir", "--no-check-certificate", remote).CombinedOutput()
	require.NoError(t, err, string(out))
}
