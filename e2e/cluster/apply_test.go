// Package cluster applies the output of the function to a real API server with
// the CRDs of each OpenShift release.
package cluster

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

var cluster *testbed.Cluster

func TestMain(m *testing.M) { os.Exit(testbed.Main(m, &cluster)) }

// TestApply applies every supported example to every release. The API server
// accepts each one, and returns every field that was applied. The test saves
// the final state of the cluster for Argo CD's diff engine.
func TestApply(t *testing.T) {
	releases, err := testbed.Releases()
	require.NoError(t, err)
	states := filepath.Join(testbed.Root(), "e2e", ".cache", "states")
	require.NoError(t, os.RemoveAll(states))
	applied := map[string]int{}
	full := testbed.FullReleases(t)
	for _, release := range releases {
		require.NoError(t, cluster.Install(release))
		if slices.Contains(full, release) {
			schema, err := cluster.OpenAPI()
			require.NoError(t, err)
			write(t, filepath.Join(states, release, "openapi.pb"), schema)
		}
		examples, err := testbed.Examples(release, nil)
		require.NoError(t, err)
		for _, e := range examples {
			ways := []way{{"server-side", "empty"}}
			if slices.Contains(full, release) {
				ways = append(ways, way{"server-side", "bootstrapped"})
			}
			if release == full[len(full)-1] || slices.Contains(full, release) && os.Getenv("FULL") != "" { // kubectl takes a second for each
				ways = append(ways, way{"client-side", "empty"}, way{"client-side", "bootstrapped"})
			}
			if !e.Complete() { // the Config of the operator must exist, as on every cluster
				ways = slices.DeleteFunc(ways, func(w way) bool { return w.onto == "empty" })
				if len(ways) == 0 {
					ways = []way{{"server-side", "bootstrapped"}}
				}
			}
			for _, w := range ways {
				t.Run(fmt.Sprint(release, "/", e.Name, "/", w), func(t *testing.T) {
					live := w.apply(t, e, release)
					if slices.Contains(full, release) {
						save(t, filepath.Join(states, release, e.Name+"-"+w.String()+".json"), map[string]any{"serverSide": w.how == "server-side", "desired": e.Objects, "live": live})
					}
				})
				applied[release+" "+w.String()]++
			}
		}
	}
	for _, release := range releases {
		line := release + ":"
		for _, w := range []way{{"server-side", "empty"}, {"client-side", "empty"}, {"server-side", "bootstrapped"}, {"client-side", "bootstrapped"}} {
			if n := applied[release+" "+w.String()]; n > 0 {
				line += fmt.Sprintf(" %d examples %s", n, w)
			}
		}
		fmt.Println("proof: applied to the API server of", line)
	}
}

// way is a way to apply manifests, and the objects that exist before.
type way struct{ how, onto string }

func (w way) String() string { return w.how + "-onto-" + w.onto }

// apply applies an example, lets the operator write back, and applies it a
// second time, which changes nothing. It returns the objects on the cluster.
func (w way) apply(t *testing.T, e testbed.Example, release string) []testbed.Object {
	require.NoError(t, cluster.Namespaces(e.Objects))
	if w.onto == "bootstrapped" {
		require.NoError(t, cluster.Bring(e, release))
	}
	t.Cleanup(func() { clean(t, e.Objects) })
	secret := httpSecret(t)
	w.send(t, e.Objects)
	for _, o := range e.Objects {
		live, err := cluster.Get(o)
		require.NoError(t, err)
		holds(t, o, live)
	}
	if secret != nil {
		assert.Equal(t, secret, httpSecret(t))
	}
	require.NoError(t, cluster.WriteBack())
	var before []testbed.Object
	for _, o := range e.Objects {
		require.NoError(t, cluster.Bind(o))
		live, err := cluster.Get(o)
		require.NoError(t, err)
		before = append(before, live)
	}
	if w.how == "server-side" || slices.Contains(testbed.FullReleases(t), release) {
		w.send(t, e.Objects)
	}
	for i, o := range e.Objects {
		live, err := cluster.Get(o)
		require.NoError(t, err)
		assert.Equal(t, withoutEncrypt(before[i]["spec"]), withoutEncrypt(live["spec"]), "the second apply overwrites a change of a controller: %s", o["kind"])
		before[i] = live
	}
	return before
}

// withoutEncrypt returns a spec without encrypt: false of an s3 stanza. A write of
// the operator drops it, and an apply restores it.
func withoutEncrypt(spec any) any {
	fields, _ := spec.(testbed.Object)
	storage, _ := fields["storage"].(testbed.Object)
	s3, _ := storage["s3"].(testbed.Object)
	if s3["encrypt"] != false {
		return spec
	}
	fields, storage, s3 = maps.Clone(fields), maps.Clone(storage), maps.Clone(s3)
	delete(s3, "encrypt")
	storage["s3"] = s3
	fields["storage"] = storage
	return fields
}

func (w way) send(t *testing.T, objects []testbed.Object) {
	t.Helper()
	if w.how == "client-side" {
		cmd := cluster.Kubectl("apply", "--validate=strict", "-f", "-")
		cmd.Stdin = strings.NewReader(stream(t, objects))
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return
	}
	for _, o := range objects {
		_, err := cluster.Apply(o, "argocd-controller")
		require.NoError(t, err, o["kind"])
	}
}

// stream returns objects as a stream of documents. kubectl would validate the
// items of a List itself, and reject a Config without replicas; for documents, it
// asks the API server, which knows the live object.
func stream(t *testing.T, objects []testbed.Object) string {
	t.Helper()
	var text strings.Builder
	for _, o := range objects {
		document, err := json.Marshal(o)
		require.NoError(t, err)
		text.WriteString("---\n" + string(document) + "\n")
	}
	return text.String()
}

// httpSecret returns the operator's secret, nil if it is missing.
func httpSecret(t *testing.T) any {
	t.Helper()
	live, err := cluster.Get(testbed.Bootstrapped(""))
	if err != nil {
		return nil
	}
	return live["spec"].(testbed.Object)["httpSecret"]
}

// clean deletes objects, including those of the operators.
func clean(t *testing.T, objects []testbed.Object) {
	t.Helper()
	for _, o := range append(testbed.Singletons(), objects...) {
		assert.NoError(t, cluster.Delete(o))
	}
}

// holds requires that an object contains all applied fields.
func holds(t *testing.T, applied, live any, path ...string) {
	t.Helper()
	switch applied := applied.(type) {
	case testbed.Object:
		there, ok := live.(testbed.Object)
		if !assert.True(t, ok, "%s is missing", strings.Join(path, ".")) {
			return
		}
		for key, value := range applied {
			holds(t, value, there[key], append(path, key)...)
		}
	case []any:
		there, _ := live.([]any)
		if assert.Len(t, there, len(applied), strings.Join(path, ".")) {
			for i, value := range applied {
				holds(t, value, there[i], append(path, fmt.Sprint(i))...)
			}
		}
	default:
		assert.EqualValues(t, applied, live, strings.Join(path, "."))
	}
}

func save(t *testing.T, file string, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	write(t, file, text)
}

func write(t *testing.T, file string, text []byte) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, text, 0o644))
}
