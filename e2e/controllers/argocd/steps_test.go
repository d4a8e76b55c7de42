package argocd

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// full reports whether all examples are tried, and for how long nothing may happen.
var full = os.Getenv("FULL") != ""

// short are the examples that are always tried.
var short = []string{"azure-blob", "full", "odf-noobaa-job"}

// prove prints what a test has shown.
func prove(t *testing.T, format string, args ...any) {
	t.Helper()
	if !t.Failed() {
		fmt.Printf("proof: "+format+"\n", args...)
	}
}

// manifest returns a file of the overlays.
func manifest(t *testing.T, file string) object {
	t.Helper()
	var o object
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "overlays/argocd/"+file)), &o))
	return o
}

// application returns the Application of the overlays for a folder of the repository.
func (e *engine) application(t *testing.T, file, path string) object {
	t.Helper()
	app := manifest(t, file)
	app["metadata"].(object)["name"] = strings.ReplaceAll(path, "/", "-")
	source := at(app, "spec", "source").(object)
	source["repoURL"], source["path"] = "file://"+e.repo, path
	at(app, "spec", "syncPolicy", "retry").(object)["backoff"] = object{"duration": "2s", "factor": 1} // the test waits for it
	return app
}

// deploy creates an Application. After the test, it is deleted with its objects. If
// the test failed, the last lines of Argo CD's logs are printed.
func (e *engine) deploy(t *testing.T, app object, objects ...object) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			for _, program := range []string{"application-controller", "repo-server", "cmp-server", "applicationset-controller"} {
				t.Logf("the last lines of argocd-%s:\n%s", program, faults(e.hub.Log("argocd-"+program)))
			}
		}
		e.forget(t, app, objects)
	})
	e.create(t, e.hub, app)
}

// faults returns the last lines of a log that report a fault, or else the last ones.
func faults(log string) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	found := slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		return !strings.Contains(line, `"level":"error"`) && !strings.Contains(line, `"level":"warning"`)
	})
	if len(found) == 0 {
		found = lines
	}
	found = found[max(0, len(found)-10):]
	for i, line := range found {
		found[i] = line[:min(len(line), 400)]
	}
	return strings.Join(found, "\n")
}

// allow gives Argo CD the permissions for profiles on the target: what the program
// prints.
func (e *engine) allow(t *testing.T, profiles ...object) {
	t.Helper()
	dir := t.TempDir()
	args := []string{"access", "--quiet", "--openshift-version", testbed.LastRelease(t)}
	for i, profile := range profiles {
		text, err := yaml.Marshal(profile)
		require.NoError(t, err)
		file := filepath.Join(dir, fmt.Sprintf("%d.yaml", i))
		require.NoError(t, os.WriteFile(file, text, 0o600))
		args = append(args, file)
	}
	text, err := exec.Command(filepath.Join(testbed.Root(), "bin/registry-profile"), args...).Output()
	require.NoError(t, err)
	file := filepath.Join(dir, "access.yaml")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		var o object
		require.NoError(t, yaml.Unmarshal([]byte(document), &o))
		require.NoError(t, e.target.Namespaces([]object{o}))
	}
	require.NoError(t, e.apply(e.target, file))
}

// create creates objects that can exist.
func (e *engine) create(t *testing.T, c *testbed.Cluster, objects ...object) {
	t.Helper()
	require.NoError(t, create(c, objects...))
}

// profile returns the profile of an example for Argo CD.
func (e *engine) profile(t *testing.T, example string) object {
	t.Helper()
	var profile object
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "examples/"+example+"/profile.yaml")), &profile))
	forArgoCD(profile)
	return profile
}

// forArgoCD sets the tool of a profile.
func forArgoCD(profile object) {
	delivery, _ := at(profile, "spec", "delivery").(object)
	if delivery == nil {
		delivery = object{}
		profile["spec"].(object)["delivery"] = delivery
	}
	delivery["tool"] = "ArgoCD"
}

// render renders an example for Argo CD, and gives Argo CD the permissions for it.
func (e *engine) render(t *testing.T, example string) []object {
	t.Helper()
	return e.renderProfile(t, e.profile(t, example))
}

func (e *engine) renderProfile(t *testing.T, profile object) []object {
	t.Helper()
	e.allow(t, profile)
	objects, err := testbed.Render(profile, testbed.LastRelease(t))
	require.NoError(t, err)
	return objects
}

// sync commits an example, and waits until its Application is synced.
func (e *engine) sync(t *testing.T, dir, example string) (app object, objects []object) {
	t.Helper()
	objects = e.render(t, example)
	require.NoError(t, e.target.Namespaces(objects))
	e.commit(t, dir, files(t, objects))
	app = e.application(t, "application.yaml", dir)
	e.deploy(t, app, objects...)
	return e.await(t, app, "synced", synced), objects
}

// forget deletes an Application without its objects, and then the objects. The
// operators create theirs again.
func (e *engine) forget(t *testing.T, app object, objects []object) {
	t.Helper()
	require.NoError(t, e.hub.Delete(app))
	e.gone(t, e.hub, app)
	for _, o := range append(slices.Clone(objects), testbed.Singletons()...) {
		require.NoError(t, e.target.Delete(o))
	}
	require.NoError(t, create(e.target, testbed.Singletons()...))
	for _, o := range testbed.Singletons() {
		if o["kind"] == "Image" {
			continue // nothing reports on it
		}
		require.Eventually(t, func() bool {
			live, err := e.target.Get(o)
			return err == nil && at(live, "status", "observedGeneration") == at(live, "metadata", "generation")
		}, patience, 100*time.Millisecond, "the operators report on %v", o["kind"])
	}
}

// gone waits until an object does not exist.
func (e *engine) gone(t *testing.T, c *testbed.Cluster, o object) {
	t.Helper()
	require.Eventually(t, func() bool { _, err := c.Get(o); return testbed.Code(err) == 404 }, patience, 200*time.Millisecond, "%v is gone", o["kind"])
}

// exists waits until an object exists.
func (e *engine) exists(t *testing.T, c *testbed.Cluster, o object) {
	t.Helper()
	require.Eventually(t, func() bool { _, err := c.Get(o); return err == nil }, patience, 200*time.Millisecond, "%v exists", o["kind"])
}

// settled is a time within which Argo CD would sync again after a comparison.
const settled = 2 * time.Second

// quiet checks that Argo CD does not sync again within a time. It compares at its
// begin and every 20 s.
func (e *engine) quiet(t *testing.T, app object, wait time.Duration) {
	t.Helper()
	operation := func(app object) string {
		return fmt.Sprint(at(app, "status", "operationState", "startedAt"), at(app, "status", "operationState", "retryCount"))
	}
	e.refresh(t, app)
	e.await(t, app, "refreshed", func(app object) bool { return at(app, "metadata", "annotations", "argocd.argoproj.io/refresh") == nil })
	before, err := e.hub.Get(app)
	require.NoError(t, err)
	time.Sleep(wait)
	live, err := e.hub.Get(app)
	require.NoError(t, err)
	assert.Equal(t, operation(before), operation(live), "a second sync")
	assert.True(t, synced(live), "%v", at(live, "status", "resources"))
}

// inWaves checks that objects appeared in the order of their waves.
func (e *engine) inWaves(t *testing.T, objects []object, seen []string) {
	t.Helper()
	wave := map[string]int{}
	for _, o := range objects {
		text, _ := at(o, "metadata", "annotations", "argocd.argoproj.io/sync-wave").(string)
		n, _ := strconv.Atoi(text) // 0 without the annotation
		wave[fmt.Sprint(o["kind"], "/", at(o, "metadata", "name"))] = n
	}
	last, name := -100, ""
	for _, o := range seen {
		n, ours := wave[o]
		if !ours {
			continue
		}
		assert.LessOrEqual(t, last, n, "%s before %s", name, o)
		last, name = n, o
	}
}

// files returns a file for each object.
func files(t *testing.T, objects []object) map[string]string {
	t.Helper()
	found := map[string]string{}
	for i, o := range objects {
		text, err := yaml.Marshal(o)
		require.NoError(t, err)
		found[fmt.Sprintf("%02d.yaml", i)] = string(text)
	}
	return found
}

// parse returns the objects of files.
func parse(t *testing.T, files map[string]string) []object {
	t.Helper()
	var objects []object
	for _, text := range files {
		var o object
		require.NoError(t, yaml.Unmarshal([]byte(text), &o))
		objects = append(objects, o)
	}
	return objects
}

// rendered returns the files of a rendered folder.
func rendered(t *testing.T, dir string) map[string]string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, found)
	texts := map[string]string{}
	for _, file := range found {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		texts[filepath.Base(file)] = string(text)
	}
	return texts
}

// one returns the first object of a kind.
func one(objects []object, kind string) object {
	return objects[slices.IndexFunc(objects, func(o object) bool { return o["kind"] == kind })]
}
