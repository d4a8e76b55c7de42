package flux

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// simulation simulates the operators that write the status of objects on the
// cluster, and the kubelet that runs the Jobs.
type simulation struct {
	done  chan struct{}
	ended sync.WaitGroup

	mu      sync.Mutex
	hold    map[string]bool // kinds that stay as they are
	written map[any]bool    // Configs that the operator has written, by UID
	tries   map[any]int     // of Jobs, by UID
}

// simulate reports the state of objects until the test ends. The kinds of hold stay
// as they are until they are released.
func simulate(t *testing.T, hold ...string) *simulation {
	s := &simulation{done: make(chan struct{}), hold: map[string]bool{}, written: map[any]bool{}, tries: map[any]int{}}
	for _, kind := range hold {
		s.hold[kind] = true
	}
	s.ended.Go(func() {
		for {
			select {
			case <-s.done:
				return
			case <-time.After(200 * time.Millisecond):
				s.look()
			}
		}
	})
	t.Cleanup(func() {
		close(s.done)
		s.ended.Wait()
	})
	return s
}

// release lets the operator of a kind report.
func (s *simulation) release(kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.hold, kind)
}

// watched are the kinds with a status that Flux may wait for.
var watched = []object{
	config, pruner,
	named("external-secrets.io/v1", "SecretStore", "openshift-image-registry", "any"),
	named("external-secrets.io/v1", "ExternalSecret", "openshift-image-registry", "any"),
	named("objectbucket.io/v1alpha1", "ObjectBucketClaim", "openshift-image-registry", "any"),
	named("v1", "PersistentVolumeClaim", "openshift-image-registry", "any"),
	named("batch/v1", "Job", "openshift-image-registry", "any"),
}

func (s *simulation) look() {
	for _, kind := range watched {
		name := fmt.Sprint(kind["kind"])
		s.mu.Lock()
		held := s.hold[name]
		s.mu.Unlock()
		list, err := cluster.List(kind)
		if held || err != nil {
			continue // the CRD is being replaced
		}
		items, _ := list["items"].([]any)
		for _, item := range items {
			live := item.(object)
			live["apiVersion"], live["kind"] = kind["apiVersion"], kind["kind"]
			// A conflict: the next look writes again.
			if err := s.settle(live); err != nil && testbed.Code(err) != 404 && testbed.Code(err) != 409 {
				fmt.Printf("operator of %s: %v\n", name, err)
			}
		}
	}
}

// settle reports once that an object is ready.
func (s *simulation) settle(live object) error {
	status, uid := "", at(live, "metadata", "uid")
	switch live["kind"] {
	case "Config", "ImagePruner":
		if at(live, "status", "observedGeneration") == at(live, "metadata", "generation") {
			return nil
		}
		// The operator writes the fields that it owns once, with its first look and
		// when the registry is no longer Removed.
		missing := at(live, "spec", "httpSecret") == nil && at(live, "spec", "managementState") != "Removed"
		if live["kind"] == "Config" && (missing || !s.written[uid]) {
			if err := cluster.WriteBack(); err != nil {
				return err
			}
			s.written[uid] = true
			var err error
			if live, err = cluster.Get(config); err != nil {
				return err
			}
		}
		removed := at(live, "spec", "managementState") == "Removed"
		_, err := report(live, at(live, "metadata", "generation"), conditions(map[string]bool{"Available": !removed, "Removed": removed, "Progressing": false, "Degraded": false}))
		return err
	case "Job":
		if at(live, "status", "conditions") != nil {
			return nil
		}
		finished := "Complete"
		if strings.HasPrefix(fmt.Sprint(at(live, "metadata", "name")), "image-registry-storage-change") {
			if out, err := script(live); err != nil {
				if s.tries[uid]++; s.tries[uid] <= backoffLimit {
					return nil // Flux creates the Job and its binding in any order
				}
				fmt.Printf("Job %v: %v: %s\n", at(live, "metadata", "name"), err, out)
				finished = "Failed"
			}
		}
		return finish(live, finished)
	case "SecretStore", "ExternalSecret":
		status = `{"conditions":[{"type":"Ready","status":"True"}]}`
	default:
		status = `{"phase":"Bound"}`
	}
	if at(live, "status", "phase") == "Bound" || at(live, "status", "conditions") != nil {
		return nil
	}
	_, err := cluster.Status(live, status)
	return err
}

// backoffLimit is that of the generated Jobs.
const backoffLimit = 6

// finish ends a Job as the controller of Jobs does.
func finish(job object, how string) error {
	criterion := map[string]string{"Complete": "SuccessCriteriaMet", "Failed": "FailureTarget"}[how]
	status := object{"startTime": "2026-01-01T00:00:00Z", "conditions": conditions(map[string]bool{criterion: true, how: true})}
	if how == "Complete" {
		status["completionTime"], status["succeeded"] = "2026-01-01T00:01:00Z", 1
	} else {
		status["failed"] = 1
	}
	text, err := json.Marshal(status)
	if err != nil {
		return err
	}
	_, err = cluster.Status(job, string(text))
	return err
}

func conditions(of map[string]bool) []any {
	var list []any
	for kind, is := range of {
		status := "False"
		if is {
			status = "True"
		}
		list = append(list, object{"type": kind, "status": status, "reason": "Simulated", "message": kind, "lastTransitionTime": "2026-01-01T00:00:00Z"})
	}
	return list
}

// report replaces the status of a Config or an ImagePruner.
func report(o object, generation any, list []any) (object, error) {
	status := object{"observedGeneration": generation, "conditions": list}
	if o["kind"] == "Config" {
		status["readyReplicas"], status["storage"], status["storageManaged"] = 1, object{}, false
	}
	text, err := json.Marshal(status)
	if err != nil {
		return nil, err
	}
	return cluster.Status(o, string(text))
}

// script runs the script of a Job with the permissions of its account.
func script(job object) (string, error) {
	pod, _ := at(job, "spec", "template", "spec").(object)
	container := pod["containers"].([]any)[0].(object)
	dir, err := os.MkdirTemp("", "registry-profile-e2e-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	oc := "#!/bin/sh\nexec"
	for _, word := range cluster.Kubectl("--as", fmt.Sprintf("system:serviceaccount:%v:%v", at(job, "metadata", "namespace"), pod["serviceAccountName"])).Args {
		oc += " '" + word + "'"
	}
	if err := os.WriteFile(filepath.Join(dir, "oc"), []byte(oc+" \"$@\"\n"), 0o755); err != nil {
		return "", err
	}
	cmd := exec.Command("/bin/sh", "-c", fmt.Sprint(container["command"].([]any)[2]))
	cmd.Env = []string{"PATH=" + dir + string(os.PathListSeparator) + os.Getenv("PATH")}
	for _, v := range container["env"].([]any) {
		value, _ := at(v, "value").(string)
		cmd.Env = append(cmd.Env, fmt.Sprint(at(v, "name"))+"="+value)
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// installed creates what the operators create on a platform when the cluster is
// installed, and the namespaces of objects.
func installed(t *testing.T, platform string, objects ...object) {
	t.Helper()
	require.NoError(t, cluster.Namespaces(objects))
	for _, o := range testbed.Singletons() {
		if o["kind"] == "Config" {
			o = testbed.Bootstrapped(platform)
		}
		_, err := cluster.Create(o)
		require.NoError(t, err)
	}
}

// versions returns the resource versions of objects on the cluster.
func versions(t *testing.T, objects []object) map[string]any {
	t.Helper()
	found := map[string]any{}
	for _, o := range objects {
		live, err := cluster.Get(o)
		if assert.NoError(t, err, name(o)) {
			found[name(o)] = at(live, "metadata", "resourceVersion")
		}
	}
	return found
}

func name(o object) string {
	return fmt.Sprintf("%v/%v", o["kind"], at(o, "metadata", "name"))
}
