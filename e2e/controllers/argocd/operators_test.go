package argocd

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// operators are simulated: the operators that report the state of objects on the
// target cluster, and a kubelet that runs the scripts of Jobs.
type operators struct {
	cluster *testbed.Cluster
	done    chan struct{}
	ended   sync.WaitGroup

	mu       sync.Mutex
	order    []string           // objects in the order in which they were created or changed
	seen     map[string]float64 // their generations
	hold     map[string]bool    // kinds that stay unready
	failures map[string]int     // the next attempts of Jobs that fail, by their label
}

func operate(c *testbed.Cluster) *operators {
	o := &operators{cluster: c, done: make(chan struct{}), seen: map[string]float64{}, hold: map[string]bool{}, failures: map[string]int{}}
	o.ended.Go(func() {
		for {
			select {
			case <-o.done:
				return
			case <-time.After(150 * time.Millisecond):
				o.look()
			}
		}
	})
	return o
}

func (o *operators) stop() {
	close(o.done)
	o.ended.Wait()
}

// ready is the status of an object with the condition Ready.
const ready = `{"conditions":[{"type":"Ready","status":"True"}]}`

// states are the kinds on which an operator reports, with the status of a ready one.
var states = []struct{ version, kind, ready string }{
	{"external-secrets.io/v1", "SecretStore", ready},
	{"external-secrets.io/v1", "ExternalSecret", ready},
	{"objectbucket.io/v1alpha1", "ObjectBucketClaim", `{"phase":"Bound"}`},
	{"cert-manager.io/v1", "Certificate", ready},
	{"v1", "PersistentVolumeClaim", `{"phase":"Bound"}`},
	{"imageregistry.operator.openshift.io/v1", "ImagePruner", ""},
	{"imageregistry.operator.openshift.io/v1", "Config", ""},
	{"v1", "Pod", ""},
}

// look reports once on all objects.
func (o *operators) look() {
	now := map[string]float64{}
	for _, s := range states {
		list, err := o.cluster.List(object{"apiVersion": s.version, "kind": s.kind, "metadata": object{"name": "all"}})
		if err != nil {
			return // the next look reports
		}
		items, _ := list["items"].([]any)
		for _, item := range items {
			live := item.(object)
			live["apiVersion"], live["kind"] = s.version, s.kind
			name := fmt.Sprint(s.kind, "/", at(live, "metadata", "name"))
			generation, _ := at(live, "metadata", "generation").(float64) // Pods and claims have none
			o.mu.Lock()
			held, last := o.hold[s.kind], generation
			if before, known := o.seen[name]; !known || before != generation {
				o.order = append(o.order, name)
			}
			o.mu.Unlock()
			if !held && at(live, "metadata", "deletionTimestamp") == nil {
				if last, err = o.report(s.ready, live); err != nil && testbed.Code(err) != 404 && testbed.Code(err) != 409 {
					fmt.Printf("operators: %s: %v\n", name, err)
				}
			}
			now[name] = last
		}
	}
	o.mu.Lock()
	o.seen = now
	o.mu.Unlock()
}

// report reports on an object, and returns its generation after that.
func (o *operators) report(ready string, live object) (float64, error) {
	generation, _ := at(live, "metadata", "generation").(float64)
	observed, _ := at(live, "status", "observedGeneration").(float64)
	var err error
	switch live["kind"] {
	case "Config":
		if observed == generation {
			return generation, nil
		}
		if err := o.cluster.Reconcile(); err != nil {
			return generation, err
		}
		if live, err = o.cluster.Get(live); err != nil {
			return generation, err
		}
		generation, _ = at(live, "metadata", "generation").(float64)
		ready = conditions(live, at(live, "spec", "managementState") == "Removed")
	case "ImagePruner":
		if observed == generation {
			return generation, nil
		}
		ready = conditions(live, false)
	case "Pod":
		if phase := at(live, "status", "phase"); phase != "Pending" && phase != nil {
			return generation, nil
		}
		ready = o.run(live)
	default:
		if at(live, "status", "phase") == "Bound" || at(live, "status", "conditions") != nil {
			return generation, nil
		}
		if live["kind"] == "ObjectBucketClaim" {
			meta := object{"name": at(live, "metadata", "name"), "namespace": at(live, "metadata", "namespace")}
			err = create(o.cluster,
				object{"apiVersion": "v1", "kind": "Secret", "metadata": meta, "stringData": object{"AWS_ACCESS_KEY_ID": "of-the-test", "AWS_SECRET_ACCESS_KEY": "of-the-test"}},
				object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": object{"BUCKET_NAME": "of-the-test", "BUCKET_HOST": "s3.openshift-storage.svc", "BUCKET_PORT": "443"}})
		}
	}
	_, status := o.cluster.Status(live, ready)
	return generation, errors.Join(err, status)
}

// conditions returns the status of a Config or an ImagePruner that its operator has
// seen.
func conditions(live object, removed bool) string {
	status := func(b bool) string {
		if b {
			return "True"
		}
		return "False"
	}
	var list []any
	for kind, is := range map[string]bool{"Available": true, "Progressing": false, "Degraded": false, "Removed": removed, "StorageExists": !removed} {
		list = append(list, object{"type": kind, "status": status(is), "reason": "Ready", "message": kind, "lastTransitionTime": "2026-01-01T00:00:00Z"})
	}
	written := object{"observedGeneration": at(live, "metadata", "generation"), "conditions": list}
	if live["kind"] == "Config" {
		written["readyReplicas"], written["storage"], written["storageManaged"] = 1, object{}, false
	}
	text, err := json.Marshal(written)
	if err != nil {
		panic(err) // maps of strings
	}
	return string(text)
}

// run runs the script of a pod as its account, and returns the status of the pod.
func (o *operators) run(pod object) string {
	o.mu.Lock()
	name := fmt.Sprint(at(pod, "metadata", "labels", "app.kubernetes.io/name"))
	fails := o.failures[name] > 0
	o.failures[name]--
	o.mu.Unlock()
	if fails {
		return `{"phase":"Failed"}`
	}
	container := at(pod, "spec", "containers").([]any)[0].(object)
	command, _ := container["command"].([]any)
	dir, err := os.MkdirTemp("", "registry-profile-e2e-")
	if err != nil || len(command) < 3 {
		return `{"phase":"Failed"}`
	}
	defer os.RemoveAll(dir)
	oc := o.cluster.Kubectl("--as", fmt.Sprintf("system:serviceaccount:%v:%v", at(pod, "metadata", "namespace"), at(pod, "spec", "serviceAccountName")))
	script := "#!/bin/sh\nexec"
	for _, word := range oc.Args {
		script += " '" + word + "'"
	}
	if err := os.WriteFile(filepath.Join(dir, "oc"), []byte(script+" \"$@\"\n"), 0o755); err != nil {
		return `{"phase":"Failed"}`
	}
	cmd := exec.Command("/bin/sh", "-c", fmt.Sprint(command[2]))
	cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	env, _ := container["env"].([]any)
	for _, v := range env {
		value, _ := at(v, "value").(string)
		cmd.Env = append(cmd.Env, fmt.Sprint(at(v, "name"))+"="+value)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Printf("pod %v: %v: %s\n", at(pod, "metadata", "name"), err, out)
		return `{"phase":"Failed"}`
	}
	return `{"phase":"Succeeded"}`
}

// change calls a function that changes how the operators behave.
func (o *operators) change(do func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	do()
}

// since returns the objects that appeared after a number of others.
func (o *operators) since(n int) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.order[n:]...)
}

// count returns the number of objects that have appeared.
func (o *operators) count() int { return len(o.since(0)) }
