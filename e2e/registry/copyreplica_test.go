package registry

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// serve is the service: it sends each request to any pod, also to one that terminates.
func (o *operator) serve(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	replicas := slices.Clone(o.replicas)
	o.mu.Unlock()
	if len(replicas) == 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	pod := replicas[rand.IntN(len(replicas))]
	(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(&url.URL{Scheme: "http", Host: pod.address})
		p.Out.Host = p.In.Host
	}, ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }}).ServeHTTP(w, r)
}

// run starts the process of a pod. The tests need no TLS between service and pod.
func (o *operator) run(t *testing.T, address string, spec Object, env map[string]string, credentials string) *testbed.Program {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"credentials": credentials, "trust": o.site.ca.pem,
		"config.yml": "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /nonexistent\n",
	} {
		file(t, filepath.Join(dir, name), text)
	}
	variables := append(o.site.proxy.Env(), "SSL_CERT_FILE="+filepath.Join(dir, "trust"), "SSL_CERT_DIR=/nonexistent", "AWS_EC2_METADATA_DISABLED=true", "OTEL_TRACES_EXPORTER=none")
	if env["REGISTRY_STORAGE"] == "azure" {
		variables = append(variables, azureKey(credentials)...)
	}
	for variable, value := range env {
		switch {
		case strings.HasPrefix(variable, "REGISTRY_OPENSHIFT_"), strings.HasPrefix(variable, "REGISTRY_HTTP_TLS_"), strings.HasSuffix(variable, "_PROXY"):
			continue
		case variable == "REGISTRY_HTTP_ADDR":
			value = address
		case variable == "REGISTRY_STORAGE_S3_CREDENTIALSCONFIGPATH":
			variable, value = "AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "credentials")
		case variable == "REGISTRY_STORAGE_GCS_KEYFILE":
			value = filepath.Join(dir, "credentials")
		case variable == "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY":
			value = o.site.claim(fmt.Sprint(at(spec, "storage.pvc.claim")))
		}
		variables = append(variables, variable+"="+value)
	}
	p := testbed.Run(t, variables, "registry", "serve", filepath.Join(dir, "config.yml"))
	for range 600 {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			connection.Close()
			return p
		}
		if t.Context().Err() != nil { // the test ends
			return p
		}
		time.Sleep(100 * time.Millisecond)
	}
	o.fail(fmt.Errorf("the registry does not answer: %s", p.Log()))
	return p
}
