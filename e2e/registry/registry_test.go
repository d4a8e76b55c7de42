package registry

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestFilesystem serves images from a volume.
func TestFilesystem(t *testing.T) {
	w := newWorld(t, profileOf(t, "vsphere-pvc"), nil)
	w.start(t)
	serves(t, w, service+":5000")
	proof(t, "a volume: push, pull by digest, delete and garbage-collect")
}

// TestTLS serves images from a store whose certificate only the emitted bundle
// trusts, path style. Clients are redirected to the store.
func TestTLS(t *testing.T) {
	w := newWorld(t, profileOf(t, "odf-noobaa"), nil)
	w.start(t)
	assert.Equal(t, w.endpoint(t).Host, redirect(t, w))
	serves(t, w, service+":5000")
	assert.Zero(t, w.proxy.Requests(w.env["REGISTRY_STORAGE_S3_BUCKET"]+"."+w.endpoint(t).Hostname()), "path style")
	proof(t, "S3 over TLS with the emitted bundle, path style, with redirects to %s", w.endpoint(t))

	// Without the authority in the bundle, the registry cannot store anything.
	other := newWorld(t, profileOf(t, "odf-noobaa"), func(profile Object) {
		at(profile, "spec.trust.storage").(Object)["ca"] = newAuthority(t, "other").pem
	})
	other.start(t)
	assert.Error(t, push(t, other, service+":5000", image(t)))
	assert.Contains(t, other.server.Log(), "x509")
	proof(t, "with the bundle of another authority, a push fails: x509")
}

// TestNoRedirect serves images from a store that only the cluster can resolve.
func TestNoRedirect(t *testing.T) {
	w := newWorld(t, profileOf(t, "odf-ceph-rgw"), nil)
	require.Equal(t, "true", w.env["REGISTRY_STORAGE_REDIRECT_DISABLE"])
	w.start(t)
	assert.Empty(t, redirect(t, w))
	serves(t, w, service+":5000")
	proof(t, "S3 over HTTP without redirects: %s", w.endpoint(t))
}

// TestVirtualHost serves images from a store with the bucket in the host name.
func TestVirtualHost(t *testing.T) {
	w := newWorld(t, profileOf(t, "odf-noobaa"), func(profile Object) {
		spec := profile["spec"].(Object)
		spec["storage"] = Object{"s3": Object{"bucket": "images", "region": "eu-west-1", "regionEndpoint": "https://s3.example.com", "virtualHostedStyle": true}}
		spec["credentials"] = Object{"existingSecret": Object{}}
	})
	w.start(t)
	assert.Equal(t, "images.s3.example.com", redirect(t, w))
	serves(t, w, service+":5000")
	assert.NotZero(t, w.proxy.Requests("images.s3.example.com"))
	proof(t, "S3 over TLS, virtual-hosted style: images.s3.example.com")
}

// TestReadOnly refuses pushes and deletions, and serves pulls.
func TestReadOnly(t *testing.T) {
	w := newWorld(t, profileOf(t, "vsphere-pvc"), nil)
	w.start(t)
	old := image(t)
	require.NoError(t, push(t, w, service+":5000", old))
	w.server.Stop()

	frozen := newWorld(t, profileOf(t, "vsphere-pvc"), func(profile Object) { profile["spec"].(Object)["registry"] = Object{"readOnly": true} })
	require.Equal(t, "{enabled: true}", frozen.env["REGISTRY_STORAGE_MAINTENANCE_READONLY"])
	require.NoError(t, os.CopyFS(filepath.Join(frozen.dir, "registry"), os.DirFS(filepath.Join(w.dir, "registry"))))
	frozen.start(t)
	pulls(t, frozen, service+":5000", old)
	err := push(t, frozen, service+":5000", image(t))
	assert.Equal(t, http.StatusMethodNotAllowed, status(err), "%v", err)
	reference := digest(t, service+":5000", old)
	err = remote.Delete(reference, remote.WithTransport(frozen.client(t)))
	assert.Equal(t, http.StatusMethodNotAllowed, status(err), "%v", err)
	proof(t, "read-only: pulls work, pushes and deletions are refused with 405")
}

// TestRoute pushes through a router with the certificate of a route, which encrypts
// again with the authority of the service.
func TestRoute(t *testing.T) {
	w := newWorld(t, profileOf(t, "full"), nil)
	host := fmt.Sprint(at(w.spec["routes"].([]any)[0].(Object), "hostname"))
	w.start(t)
	ca := newAuthority(t, "route")
	w.hosts[host] = w.front(t, w.address, "https", ca, host)
	serves(t, w, host, ca)
	assert.Error(t, push(t, w, host, image(t)), "a client that does not trust the authority of the route")
	proof(t, "a route with its own certificate in front: %s", host)
}

// TestExamples runs the registry of every example on a volume or on S3.
func TestExamples(t *testing.T) {
	if os.Getenv("FULL") == "" {
		t.Skip("SKIPPED: only with FULL=1")
	}
	examples, err := testbed.Examples(testbed.LastRelease(t), nil)
	require.NoError(t, err)
	tried := 0
	for _, e := range examples {
		at := slices.IndexFunc(e.Objects, func(o Object) bool { return o["kind"] == "Config" })
		if at < 0 {
			continue
		}
		spec, _ := e.Objects[at]["spec"].(Object)
		env, err := Derive(spec)
		stored := env["REGISTRY_STORAGE"]
		if err != nil || stored != "filesystem" && stored != "s3" || stored == "s3" && env["REGISTRY_STORAGE_S3_BUCKET"] == "" ||
			stored == "s3" && env["REGISTRY_STORAGE_S3_REGION"] == "" || env["REGISTRY_MIDDLEWARE_STORAGE"] != "" {
			continue // also CloudFront, which needs its own key and its own name
		}
		tried++
		t.Run(e.Name, func(t *testing.T) {
			w := newWorld(t, e.Profile, nil)
			w.start(t)
			serves(t, w, service+":5000")
		})
	}
	proof(t, "the registry of %d examples serves images", tried)
}

// serves pushes two images, pulls them by digest from the registry after a
// restart, deletes one and collects its blobs. The other image stays.
func serves(t *testing.T, w *world, host string, cas ...*authority) {
	t.Helper()
	gone, stays := image(t), image(t)
	for _, i := range []v1.Image{gone, stays} {
		require.NoError(t, push(t, w, host, i, cas...))
		pulls(t, w, host, i, cas...)
	}
	require.NoError(t, remote.Delete(digest(t, host, gone), remote.WithTransport(w.client(t, cas...))))
	layers, err := gone.Layers()
	require.NoError(t, err)
	layer, err := layers[0].Digest()
	require.NoError(t, err)
	if w.bucket != "" {
		require.True(t, stored(t, w, layer), "the bucket contains the layer")
	}
	w.collect(t)
	assert.False(t, stored(t, w, layer), "garbage-collect removes the layer")
	w.start(t)
	pulls(t, w, host, stays, cas...)
	_, err = remote.Image(digest(t, host, gone), remote.WithTransport(w.client(t, cas...)))
	assert.Equal(t, http.StatusNotFound, status(err), "%v", err)
}

// stored reports whether the storage contains a blob.
func stored(t *testing.T, w *world, blob v1.Hash) bool {
	t.Helper()
	root := w.bucket
	if root == "" {
		root = filepath.Join(w.dir, "registry")
	}
	found := false
	require.NoError(t, filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		name, _ := url.PathUnescape(path) // one emulator escapes the names of objects
		found = found || strings.HasSuffix(name, filepath.Join("blobs", blob.Algorithm, blob.Hex[:2], blob.Hex, "data"))
		return err
	}))
	return found
}

// image returns an image whose layer is larger than one part of an upload to S3.
func image(t *testing.T) v1.Image {
	t.Helper()
	i, err := random.Image(12<<20, 1)
	require.NoError(t, err)
	return i
}

func digest(t *testing.T, host string, i v1.Image) name.Digest {
	t.Helper()
	d, err := i.Digest()
	require.NoError(t, err)
	return repository(t, host).Digest(d.String())
}

func push(t *testing.T, w *world, host string, i v1.Image, cas ...*authority) error {
	t.Helper()
	return remote.Write(digest(t, host, i), i, remote.WithTransport(w.client(t, cas...)), remote.WithRetryBackoff(remote.Backoff{Steps: 1}))
}

// pulls requires that the registry has the whole image.
func pulls(t *testing.T, w *world, host string, i v1.Image, cas ...*authority) {
	t.Helper()
	pulled, err := remote.Image(digest(t, host, i), remote.WithTransport(w.client(t, cas...)))
	require.NoError(t, err)
	layers, err := pulled.Layers()
	require.NoError(t, err)
	for _, layer := range layers {
		content, err := layer.Compressed()
		require.NoError(t, err)
		hash, _, err := v1.SHA256(content)
		require.NoError(t, err)
		require.NoError(t, content.Close())
		want, err := layer.Digest()
		require.NoError(t, err)
		assert.Equal(t, want, hash)
	}
}

// redirect pushes an image, and returns the host to which a client that asks for
// its layer is redirected, empty for none.
func redirect(t *testing.T, w *world) string {
	t.Helper()
	i := image(t)
	require.NoError(t, push(t, w, service+":5000", i))
	layers, err := i.Layers()
	require.NoError(t, err)
	layer, err := layers[0].Digest()
	require.NoError(t, err)
	client := &http.Client{Transport: w.client(t), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get("https://" + service + ":5000/v2/team/app/blobs/" + layer.String())
	require.NoError(t, err)
	defer response.Body.Close()
	location := response.Header.Get("Location")
	if location == "" {
		require.Equal(t, http.StatusOK, response.StatusCode)
		return ""
	}
	require.Equal(t, http.StatusTemporaryRedirect, response.StatusCode)
	u, err := url.Parse(location)
	require.NoError(t, err)
	return u.Host
}

// status returns the HTTP status of an error of the registry.
func status(err error) int {
	if e, ok := err.(*transport.Error); ok {
		return e.StatusCode
	}
	return 0
}

func proof(t *testing.T, text string, values ...any) {
	t.Helper()
	if !t.Failed() {
		fmt.Println("proof: " + strings.TrimSpace(fmt.Sprintf(text, values...)))
	}
}
