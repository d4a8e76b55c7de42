package registry

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// azureAccount is the account of the container.
const azureAccount = "imagesaccount"

// store is a store of images: the claim of a volume, or a bucket of a server of its own.
type store struct {
	kind   string // storage type of Config
	name   string // of the claim or of the bucket
	folder string // with the content

	host, access, secret string // of the server
	role                 bool   // whether it is a bucket of AWS or Google with the keys of a cloud role
	key                  string // of a service account of Google Cloud, or of an account of Azure
	backend              string
	server               *testbed.Program

	mu     sync.Mutex
	refuse func(*http.Request) int // returns the status of a refused request, or 0
}

// newStore creates an empty store. The claims of a site are folders that every user can
// write, as those of a volume with the group of the pod.
func (s *site) newStore(t *testing.T, kind, side string) *store {
	t.Helper()
	kind, role := strings.CutSuffix(kind, byRole)
	st := &store{kind: kind, name: side + "-store", role: role}
	root := t.TempDir()
	st.folder = filepath.Join(root, st.name)
	require.NoError(t, os.Mkdir(st.folder, 0o755))
	require.NoError(t, os.Chmod(st.folder, 0o777)) //nolint:gosec // another user runs the containers
	require.NoError(t, os.Chmod(root, 0o755))
	w := &world{hosts: s.hosts, storeCA: s.ca, podCA: s.ca}
	switch kind {
	case "pvc":
		return st
	case "azure", "gcs":
		if s.old != nil && s.old.kind == kind { // the names of the cloud lead to one server
			st.key, st.backend = s.old.key, s.old.backend
		}
		w.startCloud(t, st)
		return st
	}
	st.host, st.access, st.secret = "s3."+side+".example.com", side+"-access-key", side+"-secret-key"
	if st.role {
		st.host = awsStore
	}
	st.backend = freeAddress(t)
	st.serve(t, st.access, st.secret)
	backend := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: st.backend})
		r.Out.Host = r.In.Host // the signature includes it
	}}
	address := w.terminate(t, s.ca, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st.mu.Lock()
		refuse := st.refuse
		st.mu.Unlock()
		if refuse != nil {
			if status := refuse(r); status != 0 {
				w.Header().Set("Content-Type", "application/xml")
				w.WriteHeader(status)
				_, _ = w.Write([]byte(`<Error><Code>QuotaExceeded</Code><Message>the bucket is full</Message></Error>`))
				return
			}
		}
		backend.ServeHTTP(w, r)
	}), st.host, "*."+st.host)
	s.hosts[st.host], s.hosts["."+st.host] = address, address
	return st
}

// startCloud creates a container or a bucket in an emulator of its cloud, which it starts
// if the store has none.
func (w *world) startCloud(t *testing.T, st *store) {
	t.Helper()
	if st.kind == "azure" {
		if st.backend == "" {
			st.backend, st.key = w.startAzure(t, azureAccount)
		}
		createContainer(t, st.backend, azureAccount, st.key, st.name)
		return
	}
	if st.backend == "" {
		st.backend, st.key = w.emulateGCS(t, "-backend", "memory"), googleKey(t) // lists of files are slow
	}
	answer, err := http.Post("http://"+st.backend+"/storage/v1/b", "application/json", strings.NewReader(`{"name": "`+st.name+`"}`))
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)
}

// serve starts the server of a bucket with a key, instead of the one before.
func (st *store) serve(t *testing.T, access, secret string) {
	t.Helper()
	if st.server != nil {
		st.server.Stop()
	}
	st.server = testbed.Run(t, nil, "rclone", "serve", "s3", filepath.Dir(st.folder), "--addr", st.backend, "--auth-key", access+","+secret,
		fmt.Sprintf("--force-path-style=%t", !st.role))
	listens(t, st.backend)
}

// credentials returns the keys of the Secret with which the user or External Secrets
// gives the credentials to the operator; nil if the store has none.
func (st *store) credentials() Object {
	switch {
	case st.kind == "pvc", st.role:
		return nil
	case st.kind == "gcs":
		return Object{"REGISTRY_STORAGE_GCS_KEYFILE": st.key}
	case st.kind == "azure":
		return Object{"REGISTRY_STORAGE_AZURE_ACCOUNTKEY": st.key}
	}
	return Object{"REGISTRY_STORAGE_S3_ACCESSKEY": st.access, "REGISTRY_STORAGE_S3_SECRETKEY": st.secret}
}

// refuses lets the server refuse requests.
func (st *store) refuses(refuse func(*http.Request) int) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.refuse = refuse
}

// tree is the folder with the images.
func (st *store) tree() string { return filepath.Join(st.folder, "docker", "registry", "v2") }

// stanza is the storage in a profile.
func (st *store) stanza() Object {
	switch st.kind {
	case "pvc":
		return Object{"pvc": Object{"claim": st.name, "accessModes": []any{"ReadWriteMany"}}}
	case "gcs":
		return Object{"gcs": Object{"bucket": st.name}}
	case "azure":
		return Object{"azure": Object{"accountName": azureAccount, "container": st.name}}
	}
	return Object{"s3": Object{"bucket": st.name, "region": "us-east-1", "regionEndpoint": "https://" + st.host, "virtualHostedStyle": st.role}}
}

// live is the storage in the Config before the change.
func (st *store) live() Object {
	switch st.kind {
	case "pvc":
		return Object{"pvc": Object{"claim": st.name}}
	case "gcs", "azure":
		return st.stanza()
	}
	return Object{"s3": Object{"bucket": st.name, "region": "us-east-1", "regionEndpoint": "https://" + st.host, "virtualHostedStyle": st.role, "trustedCA": Object{"name": ""}}}
}

// source is the old store in a profile.
func (st *store) source() Object {
	switch st.kind {
	case "pvc":
		return Object{"claim": st.name}
	case "azure":
		return Object{"container": st.name}
	}
	return Object{"bucket": st.name}
}
