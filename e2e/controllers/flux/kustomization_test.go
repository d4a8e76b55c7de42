package flux

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// overlay builds a folder of overlays/flux.
func overlay(t *testing.T, name string) []object {
	t.Helper()
	return build(t, filepath.Join(testbed.Root(), "overlays", "flux", name))
}

// composed builds a kustomization beside those of overlays/flux.
func composed(t *testing.T, text string) []object {
	t.Helper()
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root, os.DirFS(filepath.Join(testbed.Root(), "overlays", "flux"))))
	dir := filepath.Join(root, "composed")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(text), 0o644))
	return build(t, dir)
}

func build(t *testing.T, dir string) []object {
	t.Helper()
	out, err := exec.Command(testbed.Tool("kustomize"), "build", dir).Output()
	require.NoError(t, err, dir)
	return decode(t, string(out))
}

func named(version, kind, namespace, name string) object {
	meta := object{"name": name}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	return object{"apiVersion": version, "kind": kind, "metadata": meta}
}

func kustomization(name string) object {
	return named("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-system", name)
}

var (
	repository = named("source.toolkit.fluxcd.io/v1", "GitRepository", "flux-system", "image-registry")
	registry   = kustomization("image-registry")
	config     = named("imageregistry.operator.openshift.io/v1", "Config", "", "cluster")
	pruner     = named("imageregistry.operator.openshift.io/v1", "ImagePruner", "", "cluster")
)

// operators is the Kustomization that overlays/flux depend on.
func operators() object {
	o := kustomization("operators")
	o["spec"] = object{"interval": "10m", "prune": true, "path": "./operators", "sourceRef": object{"kind": "GitRepository", "name": "image-registry"}}
	return o
}

// withOperators adds the folder of the Kustomization operators to a repository.
func withOperators(content files) files {
	content["operators/subscription.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: operators, namespace: flux-system}\n"
	return content
}

// apply applies objects as an administrator does, and deletes them with all that
// they have created when the test ends.
func (e *engine) apply(objects ...object) {
	e.t.Helper()
	for _, o := range objects {
		if spec, ok := o["spec"].(object); ok && o["kind"] == "Kustomization" {
			spec["retryInterval"] = "1s" // a minute is too long for a test
		}
		_, err := cluster.Apply(o, "administrator")
		require.NoError(e.t, err, "%v %v", o["kind"], o["metadata"])
	}
}

// remove deletes a Kustomization, and waits until Flux has finished the deletion.
func (e *engine) remove(name string) {
	e.t.Helper()
	if err := cluster.Remove(kustomization(name)); testbed.Code(err) == 404 {
		return
	}
	require.True(e.t, testbed.Eventually(e.t, "the Kustomization "+name+" is deleted", func() (bool, any) {
		live, err := cluster.Get(kustomization(name))
		return testbed.Code(err) == 404, at(live, "status")
	}))
}

// clean deletes the Kustomizations, and all objects, also those that Flux keeps.
func (e *engine) clean(t *testing.T, objects ...object) {
	t.Helper()
	for _, name := range []string{"image-registry", "image-registry-storage-change", "image-registry-bucket", "operators"} {
		assert.NoError(t, cluster.Delete(kustomization(name)))
	}
	for _, o := range append(testbed.Singletons(), objects...) {
		assert.NoError(t, cluster.Delete(o))
	}
}

// ready returns the status, reason and message of the condition Ready.
func ready(live object) (status, reason, message string) {
	conditions, _ := at(live, "status", "conditions").([]any)
	for _, c := range conditions {
		if at(c, "type") == "Ready" {
			return fmt.Sprint(at(c, "status")), fmt.Sprint(at(c, "reason")), fmt.Sprint(at(c, "message"))
		}
	}
	return "", "", ""
}

// await waits until a Kustomization has a state, and returns it.
func (e *engine) await(o object, what string, will func(live object) bool) object {
	e.t.Helper()
	var live object
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var err error
		if live, err = cluster.Get(o); err == nil && will(live) {
			return live
		}
	}
	require.FailNow(e.t, fmt.Sprintf("%v is not %s", at(o, "metadata", "name"), what), "%v", at(live, "status", "conditions"))
	return nil
}

// applied waits until a Kustomization is ready with a revision.
func (e *engine) applied(name, revision string) object {
	e.t.Helper()
	return e.await(kustomization(name), "ready with "+revision, func(live object) bool {
		status, _, _ := ready(live)
		return status == "True" && at(live, "status", "lastAppliedRevision") == revision && at(live, "metadata", "generation") == at(live, "status", "observedGeneration")
	})
}

// failed waits until a Kustomization is not ready for a reason, with all parts of a
// message in order, and returns the message.
func (e *engine) failed(name, reason, text string) string {
	e.t.Helper()
	var found string
	e.await(kustomization(name), reason+": "+text, func(live object) bool {
		status, why, message := ready(live)
		found = message
		return status == "False" && why == reason && contains(message, text)
	})
	return found
}

// contains reports whether a message has the parts of a text between … in order.
func contains(message, text string) bool {
	for part := range strings.SplitSeq(text, "…") {
		_, after, found := strings.Cut(message, part)
		if !found {
			return false
		}
		message = after
	}
	return true
}

// request runs a Kustomization again, as flux reconcile does.
func (e *engine) request(name string) (token string) {
	e.t.Helper()
	token = time.Now().Format(time.RFC3339Nano)
	_, err := cluster.Merge(kustomization(name), `{"metadata":{"annotations":{"reconcile.fluxcd.io/requestedAt":"`+token+`"}}}`)
	require.NoError(e.t, err)
	return token
}

// reconcile runs a Kustomization again, and waits for the result.
func (e *engine) reconcile(name string) object {
	e.t.Helper()
	token := e.request(name)
	return e.await(kustomization(name), "reconciled", func(live object) bool {
		status, _, _ := ready(live)
		return at(live, "status", "lastHandledReconcileAt") == token && status != "Unknown"
	})
}

// at returns the value at a path.
func at(value any, path ...string) any {
	for _, key := range path {
		m, _ := value.(object)
		value = m[key]
	}
	return value
}

// documented requires that docs/flux.md lists a symptom, and that a message has it.
func documented(t *testing.T, symptom, message string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "docs", "flux.md"))
	require.NoError(t, err)
	assert.True(t, strings.Contains(string(text), "`"+symptom+"`"), "docs/flux.md must list %q for %s", symptom, message)
	assert.True(t, contains(message, symptom), message)
}

// explained requires that the program explains a message by an entry, as flux get
// kustomizations prints it.
func explained(t *testing.T, id, message string) {
	t.Helper()
	out, err := exec.Command(filepath.Join(testbed.Root(), "bin", "registry-profile"), "explain", "image-registry   main@sha1:4b825dc6   False   False   "+message).CombinedOutput()
	if assert.NoError(t, err, string(out)) {
		assert.Contains(t, string(out), id+":", message)
	}
}

// in returns the engine for a subtest.
func (e *engine) in(t *testing.T) *engine {
	return &engine{t: t, program: e.program, server: e.server, store: e.store}
}
