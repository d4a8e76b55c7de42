package testbed

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Address returns the host and port of the API server.
func (c *Cluster) Address() string { return strings.TrimPrefix(c.server, "https://") }

// CA returns the certificate of the API server. It is valid for 127.0.0.1 and for
// kubernetes.default.
func (c *Cluster) CA(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(c.path(filepath.Join("certs", "apiserver.crt")))
	require.NoError(t, err)
	return string(text)
}

// Token returns a token of a service account, as the kubelet mounts it in a pod.
func (c *Client) Token(namespace, account string) (string, error) {
	answer, err := c.send(http.MethodPost, "/api/v1/namespaces/"+namespace+"/serviceaccounts/"+account+"/token", "application/json",
		Object{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": Object{}})
	if err != nil {
		return "", err
	}
	return fmt.Sprint(field(answer, "status", "token")), nil
}

// AccountKubeconfig writes a kubeconfig with the permissions of a service account
// and returns its path.
func (c *Cluster) AccountKubeconfig(t testing.TB, namespace, account string) string {
	t.Helper()
	token, err := c.Token(namespace, account)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(file, []byte(fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: %q, insecure-skip-tls-verify: true}}]
users: [{name: account, user: {token: %s}}]
contexts: [{name: test, context: {cluster: test, user: account}}]
current-context: test
`, c.server, token)), 0o600))
	return file
}
