package registry

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// service is the name of the registry inside the cluster.
const service = "image-registry.openshift-image-registry.svc"

const accessKey, secretKey = "test-access-key", "test-secret-key"

// world is a registry with its storage, as the rendered manifests of a profile
// define them.
type world struct {
	spec    Object // of the Config
	objects []Object
	env     map[string]string
	dir     string
	bucket  string            // folder with the objects, empty for a volume
	files   map[string]string // mounted in the container
	key     string            // of the account of Azure
	storeCA *authority
	podCA   *authority // signs the certificate of the service
	hosts   testbed.Hosts
	proxy   *testbed.Proxy
	server  *testbed.Program
	address string
}

// profileOf returns the profile of an example.
func profileOf(t *testing.T, example string) Object {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "examples", example, "profile.yaml"))
	require.NoError(t, err)
	var profile Object
	require.NoError(t, yaml.Unmarshal(text, &profile))
	return profile
}

// newWorld renders a profile and prepares everything around the registry.
func newWorld(t *testing.T, profile Object, edit func(profile Object)) *world {
	t.Helper()
	w := &world{dir: t.TempDir(), files: map[string]string{}, storeCA: newAuthority(t, "storage"), podCA: newAuthority(t, "service"), hosts: testbed.Hosts{}}
	// The certificate of the store is from an authority of this test.
	if storage, ok := at(profile, "spec.trust.storage").(Object); ok && storage["ca"] != nil {
		storage["ca"] = w.storeCA.pem
	}
	if edit != nil {
		edit(profile)
	}
	var err error
	w.objects, err = testbed.Render(profile, testbed.LastRelease(t))
	require.NoError(t, err)
	at := slices.IndexFunc(w.objects, func(o Object) bool { return o["kind"] == "Config" })
	require.GreaterOrEqual(t, at, 0)
	w.spec = w.objects[at]["spec"].(Object)
	w.spec["httpSecret"] = "made-by-the-operator"
	w.env, err = Derive(w.spec)
	require.NoError(t, err)
	w.address = freeAddress(t)
	w.hosts[service] = w.address
	switch w.env["REGISTRY_STORAGE"] {
	case "s3":
		w.startS3(t)
	case "gcs":
		w.startGCS(t)
	case "azure":
		account := w.env["REGISTRY_STORAGE_AZURE_ACCOUNTNAME"]
		backend, key := w.startAzure(t, account)
		createContainer(t, backend, account, key, w.env["REGISTRY_STORAGE_AZURE_CONTAINER"])
		w.key = key
	}
	w.proxy = testbed.StartProxy(t, w.hosts)
	return w
}

// endpoint returns the URL of the S3 API that the registry uses, without a bucket.
func (w *world) endpoint(t *testing.T) *url.URL {
	t.Helper()
	text := w.env["REGISTRY_STORAGE_S3_REGIONENDPOINT"]
	if text == "" {
		text = "https://s3.dualstack." + w.env["REGISTRY_STORAGE_S3_REGION"] + ".amazonaws.com"
	}
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}

// startS3 starts an S3 server under the name of the endpoint.
func (w *world) startS3(t *testing.T) {
	t.Helper()
	root := t.TempDir()
	w.bucket = filepath.Join(root, w.env["REGISTRY_STORAGE_S3_BUCKET"])
	require.NoError(t, os.Mkdir(w.bucket, 0o755))
	backend := freeAddress(t)
	testbed.Run(t, nil, "rclone", "serve", "s3", root, "--addr", backend,
		"--auth-key", accessKey+","+secretKey, "--force-path-style="+w.env["REGISTRY_STORAGE_S3_FORCEPATHSTYLE"])
	listens(t, backend)
	endpoint := w.endpoint(t)
	if endpoint.Scheme == "https" {
		backend = w.front(t, backend, "http", w.storeCA, endpoint.Hostname(), "*."+endpoint.Hostname())
	}
	w.hosts[endpoint.Hostname()], w.hosts["."+endpoint.Hostname()] = backend, backend
}

// front starts a server that terminates TLS with a certificate for names, as a
// router does, and returns its address.
func (w *world) front(t *testing.T, backend, scheme string, ca *authority, names ...string) string {
	t.Helper()
	return w.terminate(t, ca, &httputil.ReverseProxy{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: w.podCA.pool(), ServerName: service}},
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: scheme, Host: backend})
			r.Out.Host = r.In.Host
			r.SetXForwarded()
		},
	}, names...)
}

// terminate starts a server with a certificate for names, and returns its
// address.
func (w *world) terminate(t *testing.T, ca *authority, handler http.Handler, names ...string) string {
	t.Helper()
	certificate, key := ca.issue(t, names...)
	pair, err := tls.X509KeyPair(certificate, key)
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the clients report what a test refuses
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// trust returns the certificates of authorities that the pods of the registry
// trust: those of the ConfigMap that the Config names, else those of the system.
func (w *world) trust(t *testing.T) string {
	t.Helper()
	named, _ := at(w.spec, "storage.s3.trustedCA.name").(string)
	if named == "" {
		return w.storeCA.pem // stands for the authorities of the system
	}
	for _, o := range w.objects {
		if o["kind"] == "ConfigMap" && at(o, "metadata.name") == named {
			require.Equal(t, "openshift-config", at(o, "metadata.namespace"))
			bundle, ok := o["data"].(Object)["ca-bundle.crt"].(string)
			require.True(t, ok, "the operator reads the key ca-bundle.crt of %s", named)
			return bundle
		}
	}
	t.Fatalf("no ConfigMap %s", named)
	return ""
}

// environment returns the derived environment with the paths and addresses of
// this machine. The released registry has no parameter credentialsconfigpath; its
// S3 client reads the same file.
func (w *world) environment(t *testing.T) []string {
	t.Helper()
	certificate, key := w.podCA.issue(t, service)
	w.files["/etc/secrets/tls.crt"], w.files["/etc/secrets/tls.key"] = string(certificate), string(key)
	w.files["/var/run/secrets/cloud/credentials"] = fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", accessKey, secretKey)
	w.files["/trust"] = w.trust(t)
	for path, text := range w.files {
		file := filepath.Join(w.dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	env := append(w.proxy.Env(), "SSL_CERT_FILE="+filepath.Join(w.dir, "/trust"), "SSL_CERT_DIR=/nonexistent", "AWS_EC2_METADATA_DISABLED=true", "OTEL_TRACES_EXPORTER=none")
	if w.key != "" {
		env = append(env, azureKey(w.key)...)
	}
	for variable, value := range w.env {
		switch {
		case strings.HasPrefix(variable, "REGISTRY_OPENSHIFT_"), strings.HasSuffix(variable, "_PROXY"):
			continue // of OpenShift's registry; and this test has a proxy of its own
		case variable == "REGISTRY_HTTP_ADDR":
			value = w.address
		case variable == "REGISTRY_STORAGE_S3_CREDENTIALSCONFIGPATH":
			variable, value = "AWS_SHARED_CREDENTIALS_FILE", filepath.Join(w.dir, value)
		case strings.HasPrefix(value, "/"):
			value = filepath.Join(w.dir, value)
		}
		env = append(env, variable+"="+value)
	}
	return env
}

// file writes the configuration of OpenShift's image, which the variables
// override.
func (w *world) file(t *testing.T) string {
	t.Helper()
	file := filepath.Join(w.dir, "config.yml")
	require.NoError(t, os.WriteFile(file, []byte("version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /nonexistent\n"), 0o644))
	return file
}

// start starts the registry and waits until it is ready.
func (w *world) start(t *testing.T) {
	t.Helper()
	w.server = testbed.Run(t, w.environment(t), "registry", "serve", w.file(t))
	listens(t, w.address)
}

// collect stops the registry and removes the unused blobs.
func (w *world) collect(t *testing.T) {
	t.Helper()
	w.server.Stop()
	cmd := exec.Command(testbed.Tool("registry"), "garbage-collect", w.file(t))
	cmd.Env = w.environment(t)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Run(), out.String())
}

// client returns the transport of a client that trusts an authority of the cluster,
// and the authority of the store, to which it may be redirected.
func (w *world) client(t *testing.T, cas ...*authority) *http.Transport {
	t.Helper()
	proxy, err := url.Parse(w.proxy.URL)
	require.NoError(t, err)
	pool := w.storeCA.pool()
	for _, ca := range append(cas, w.podCA) {
		pool.AppendCertsFromPEM([]byte(ca.pem))
	}
	return &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: pool}}
}

func repository(t *testing.T, host string) name.Repository {
	t.Helper()
	r, err := name.NewRepository(host + "/team/app")
	require.NoError(t, err)
	return r
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

func listens(t *testing.T, address string) {
	t.Helper()
	require.True(t, testbed.Eventually(t, address+" does not answer", func() (bool, any) {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err != nil {
			return false, err
		}
		connection.Close()
		return true, nil
	}))
}
