// Package flux runs Flux's kustomize-controller on a real API server, with the
// files of overlays/flux. source-controller cannot be built from the module proxy:
// the tests serve the artifacts of the sources themselves.
package flux

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

type object = testbed.Object

var cluster *testbed.Cluster

func TestMain(m *testing.M) { os.Exit(testbed.Main(m, &cluster)) }

// rendered is the folder of manifests in the repository that Flux reads.
const rendered = "overlays/flux/rendered"

// engine is a running kustomize-controller, with the artifacts of its sources.
type engine struct {
	t       *testing.T
	program *testbed.Program
	server  *httptest.Server
	store   *store
}

// store contains the artifacts of sources.
type store struct {
	mu        sync.Mutex
	artifacts map[string][]byte // by URL path
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if content, ok := s.artifacts[r.URL.Path]; ok {
		_, _ = w.Write(content) // the client reports a short answer
		return
	}
	http.NotFound(w, r)
}

// add stores an artifact and returns a name for it.
func (s *store) add(content []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := fmt.Sprintf("%040x", len(s.artifacts)+1)
	s.artifacts["/"+name+".tar.gz"] = content
	return name
}

// prepare installs the CRDs of OpenShift and Flux.
var prepare sync.Once

// start starts the controller until the test ends.
func start(t *testing.T, flags ...string) *engine {
	t.Helper()
	e := &engine{t: t, store: &store{artifacts: map[string][]byte{}}}
	prepare.Do(func() {
		require.NoError(t, cluster.Install(testbed.LastRelease(t)))
		require.NoError(t, cluster.InstallCRDs(e.crds()))
		require.NoError(t, cluster.Namespaces([]object{{"metadata": object{"namespace": "flux-system"}}}))
	})
	e.server = httptest.NewServer(e.store)
	t.Cleanup(e.server.Close)
	ports, err := testbed.FreePorts(2)
	require.NoError(t, err)
	e.program = testbed.Run(t, []string{"KUBECONFIG=" + cluster.Kubeconfig, "TMPDIR=" + t.TempDir(), "RUNTIME_NAMESPACE=flux-system"}, "kustomize-controller",
		append([]string{
			"--metrics-addr", fmt.Sprintf("127.0.0.1:%d", ports[0]), "--health-addr", fmt.Sprintf("127.0.0.1:%d", ports[1]),
			"--requeue-dependency", "1s", "--log-level", "info",
		}, flags...)...)
	return e
}

// crds returns the CRDs of kustomize-controller, and of the sources that its release
// reads.
func (e *engine) crds() []object {
	e.t.Helper()
	own, err := testbed.Download(controllerModule + "@" + release(e.t, controllerModule))
	require.NoError(e.t, err)
	sources, err := testbed.Download("github.com/fluxcd/source-controller@" + release(e.t, "github.com/fluxcd/source-controller/api"))
	require.NoError(e.t, err)
	files := []string{filepath.Join(own, "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml")}
	for _, kind := range []string{"gitrepositories", "ocirepositories", "buckets"} {
		files = append(files, filepath.Join(sources, "config/crd/bases/source.toolkit.fluxcd.io_"+kind+".yaml"))
	}
	var crds []object
	for _, file := range files {
		crds = append(crds, read(e.t, file)...)
	}
	return crds
}

const controllerModule = "github.com/fluxcd/kustomize-controller"

// release returns the release of a module that e2e/kustomizecontroller pins.
func release(t *testing.T, module string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "e2e", "kustomizecontroller", "go.mod"))
	require.NoError(t, err)
	for line := range strings.SplitSeq(string(text), "\n") {
		if words := strings.Fields(strings.TrimPrefix(line, "require ")); len(words) >= 2 && words[0] == module {
			return words[1]
		}
	}
	t.Fatal("go.mod does not require " + module)
	return ""
}

// files are the contents of a repository, by path.
type files map[string]string

// folder reads the files of a folder of this repository or of another.
func folder(t *testing.T, dir, to string) files {
	t.Helper()
	found := files{}
	require.NoError(t, filepath.WalkDir(dir, func(file string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(file)
		found[path.Join(to, filepath.ToSlash(name))] = string(text)
		return err
	}))
	return found
}

// render writes the manifests of profiles as CI does, and returns them under the
// folder that Flux reads.
func render(t *testing.T, profiles ...object) files {
	t.Helper()
	dir := t.TempDir()
	args := []string{"render"}
	for i, profile := range profiles {
		text, err := yaml.Marshal(profile)
		require.NoError(t, err)
		file := filepath.Join(dir, fmt.Sprintf("%d.yaml", i))
		require.NoError(t, os.WriteFile(file, text, 0o644))
		args = append(args, file)
	}
	out, err := exec.Command(filepath.Join(testbed.Root(), "bin", "registry-profile"), append(args, "-o", filepath.Join(dir, "out"))...).CombinedOutput()
	require.NoError(t, err, string(out))
	return folder(t, filepath.Join(dir, "out"), rendered)
}

// objects returns the manifests below a folder of a repository.
func (f files) objects(t *testing.T, dir string) []object {
	t.Helper()
	var list []object
	for name, text := range f {
		if path.Dir(name) == path.Clean(dir) {
			list = append(list, decode(t, text)...)
		}
	}
	require.NotEmpty(t, list, dir)
	return list
}

// publish makes files the artifact of a source, as source-controller does after a
// commit, and returns the revision.
func (e *engine) publish(source object, content files) string {
	e.t.Helper()
	var buffer bytes.Buffer
	zipped := gzip.NewWriter(&buffer)
	archive := tar.NewWriter(zipped)
	for name, text := range content {
		require.NoError(e.t, archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}))
		_, err := archive.Write([]byte(text))
		require.NoError(e.t, err)
	}
	require.NoError(e.t, archive.Close())
	require.NoError(e.t, zipped.Close())
	commit := e.store.add(buffer.Bytes())
	revision, name := "main@sha1:"+commit, "/"+commit+".tar.gz"
	status := object{"observedGeneration": 1, "artifact": object{
		"url": e.server.URL + name, "path": strings.TrimPrefix(name, "/"), "revision": revision, "size": buffer.Len(),
		"digest": fmt.Sprintf("sha256:%x", sha256.Sum256(buffer.Bytes())), "lastUpdateTime": time.Now().UTC().Format(time.RFC3339),
	}, "conditions": []any{object{"type": "Ready", "status": "True", "reason": "Succeeded", "message": "stored artifact", "lastTransitionTime": "2026-01-01T00:00:00Z"}}}
	text, err := json.Marshal(status)
	require.NoError(e.t, err)
	_, err = cluster.Status(source, string(text))
	require.NoError(e.t, err)
	return revision
}

func read(t *testing.T, file string) []object {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return decode(t, string(text))
}

func decode(t *testing.T, text string) []object {
	t.Helper()
	var list []object
	for document := range strings.SplitSeq("\n"+text, "\n---\n") {
		var o object
		require.NoError(t, yaml.Unmarshal([]byte(document), &o))
		if o != nil {
			list = append(list, o)
		}
	}
	return list
}
