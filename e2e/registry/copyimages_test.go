package registry

import (
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// images pushes images, and knows what the registry has accepted.
type images struct {
	site      *site
	transport *http.Transport
	base      []v1.Layer // in several images

	mu      sync.Mutex
	count   int
	stored  map[string]v1.Image        // accepted, by digest reference
	tags    map[string]map[string]bool // digests that a tag can have
	deleted map[string]bool            // digest references
}

func newImages(s *site) *images {
	i := &images{site: s, stored: map[string]v1.Image{}, tags: map[string]map[string]bool{}, deleted: map[string]bool{}}
	i.transport = &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: s.ca.pool()},
		Proxy: func(r *http.Request) (*url.URL, error) {
			if strings.HasPrefix(r.URL.Host, "127.0.0.1") {
				return nil, nil
			}
			return url.Parse(s.proxy.URL) // redirects to the store
		},
	}
	return i
}

func (i *images) options() []remote.Option {
	return []remote.Option{remote.WithTransport(i.transport), remote.WithRetryBackoff(remote.Backoff{Steps: 1})}
}

// push pushes an image with a layer of its own and one that others share, with a tag of
// its own and with the tag latest of its repository. It records what was accepted.
func (i *images) push(size int64) error {
	if i.base == nil {
		for range 3 {
			layer, err := random.Layer(100<<10, types.DockerLayer)
			if err != nil {
				return err
			}
			i.base = append(i.base, layer)
		}
	}
	layer, err := random.Layer(size, types.DockerLayer)
	if err != nil {
		return err
	}
	i.mu.Lock()
	i.count++
	n := i.count
	i.mu.Unlock()
	image, err := mutate.AppendLayers(empty.Image, i.base[n%3], layer)
	if err != nil {
		return err
	}
	digest, err := image.Digest()
	if err != nil {
		return err
	}
	repository := fmt.Sprintf("%s/team/app-%d", i.site.operator.address, n%4)
	for _, text := range []string{fmt.Sprintf("%s:v%d", repository, n), repository + ":latest"} {
		tag, err := name.NewTag(text)
		if err != nil {
			return err
		}
		i.mu.Lock()
		if i.tags[text] == nil {
			i.tags[text] = map[string]bool{}
		}
		i.tags[text][digest.String()] = true // a push that fails may have had an effect
		i.mu.Unlock()
		if err := remote.Write(tag, image, i.options()...); err != nil {
			return err
		}
		i.mu.Lock()
		i.stored[repository+"@"+digest.String()] = image
		i.tags[text] = map[string]bool{digest.String(): true}
		i.mu.Unlock()
	}
	return nil
}

// fill pushes images, none of which may fail.
func (i *images) fill(t *testing.T, count int, size int64) {
	t.Helper()
	for range count {
		require.NoError(t, i.push(size))
	}
}

// remove deletes the oldest image that has no other tag than its own.
func (i *images) remove(t *testing.T) string {
	t.Helper()
	i.mu.Lock()
	latest := map[string]bool{}
	for tag, digests := range i.tags {
		if strings.HasSuffix(tag, ":latest") {
			maps.Copy(latest, digests)
		}
	}
	var gone string
	for _, reference := range slices.Sorted(maps.Keys(i.stored)) {
		if _, digest, _ := strings.Cut(reference, "@"); !latest[digest] {
			gone = reference
			break
		}
	}
	i.mu.Unlock()
	require.NotEmpty(t, gone)
	digest, err := name.NewDigest(gone)
	require.NoError(t, err)
	require.NoError(t, remote.Delete(digest, i.options()...))
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.stored, gone)
	i.deleted[gone] = true
	for tag, digests := range i.tags {
		if digests[digest.DigestStr()] {
			delete(i.tags, tag)
		}
	}
	return gone
}

// pushing pushes small images until stop is called, which returns how many the registry
// has accepted and refused.
func (i *images) pushing() (stop func() (accepted, refused int)) {
	end, done := make(chan struct{}), make(chan struct{})
	var accepted, refused int
	go func() {
		defer close(done)
		for {
			select {
			case <-end:
				return
			case <-time.After(150 * time.Millisecond):
			}
			if i.push(20<<10) == nil {
				accepted++
			} else {
				refused++
			}
		}
	}()
	return sync.OnceValues(func() (int, int) {
		close(end)
		<-done
		return accepted, refused
	})
}

// complete requires that the registry serves every image that it has accepted, byte for
// byte, and every tag, and none that was deleted.
func (i *images) complete(t *testing.T) {
	t.Helper()
	read := map[string]bool{}
	for reference, image := range i.stored {
		digest, err := name.NewDigest(reference)
		require.NoError(t, err)
		pulled, err := remote.Image(digest, i.options()...)
		if !assert.NoError(t, err, "the registry has accepted %s", reference) {
			continue
		}
		want, err := image.RawManifest()
		require.NoError(t, err)
		got, err := pulled.RawManifest()
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), reference)
		config, err := pulled.RawConfigFile()
		require.NoError(t, err, reference)
		wanted, err := image.RawConfigFile()
		require.NoError(t, err)
		assert.Equal(t, string(wanted), string(config))
		layers, err := pulled.Layers()
		require.NoError(t, err)
		for _, layer := range layers {
			hash, err := layer.Digest()
			require.NoError(t, err)
			key := digest.RepositoryStr() + hash.String()
			if read[key] {
				continue
			}
			read[key] = true
			content, err := layer.Compressed()
			if !assert.NoError(t, err, reference) {
				continue
			}
			got, _, err := v1.SHA256(content)
			_, _ = io.Copy(io.Discard, content)
			content.Close()
			assert.NoError(t, err, reference)
			assert.Equal(t, hash, got, reference)
		}
	}
	for text, digests := range i.tags {
		tag, err := name.NewTag(text)
		require.NoError(t, err)
		found, err := remote.Head(tag, i.options()...)
		if len(digests) == 1 && i.stored[tag.Repository.Name()+"@"+slices.Collect(maps.Keys(digests))[0]] == nil && status(err) == http.StatusNotFound {
			continue // a push that failed
		}
		if assert.NoError(t, err, text) {
			assert.True(t, digests[found.Digest.String()], "%s has the digest of its last push, not %s", text, found.Digest)
		}
	}
	for reference := range i.deleted {
		digest, err := name.NewDigest(reference)
		require.NoError(t, err)
		_, err = remote.Head(digest, i.options()...)
		assert.Equal(t, http.StatusNotFound, status(err), "%s was deleted: %v", reference, err)
	}
}
