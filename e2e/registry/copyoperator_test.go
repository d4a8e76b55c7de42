package registry

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// replica is a pod of the registry with its process.
type replica struct {
	pod     Object
	address string
	server  *testbed.Program
}

// operator simulates the operator: it runs the registry with the environment that follows
// from Config and the Secret of the user, and writes the status of Config.
type operator struct {
	site    *site
	address string // of the service

	mu       sync.Mutex
	replicas []*replica
	drain    time.Duration // how long a terminating pod still serves clients
	seen     string        // versions of what the last rollout used
	count    int
	frozen   time.Time     // since the last pod is read-only
	readOnly time.Duration // how long all pods were read-only
	last     error
}

// startOperator starts the operator. It runs until the test ends.
func startOperator(t *testing.T, s *site) *operator {
	t.Helper()
	o := &operator{site: s, drain: 700 * time.Millisecond}
	service := httptest.NewServer(http.HandlerFunc(o.serve))
	o.address = service.Listener.Addr().String()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			if err := o.reconcile(t); err != nil {
				o.fail(err)
			}
			select {
			case <-stop:
				return
			case <-t.Context().Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	t.Cleanup(func() {
		close(stop)
		<-done
		service.Close()
		for _, r := range o.replicas {
			r.server.Stop()
			_ = controlPlane.Terminate(r.pod, 0)
		}
	})
	o.settle(t)
	return o
}

// versions returns the versions of what a rollout uses.
func (o *operator) versions() (Object, Object, string, error) {
	config, err := controlPlane.Get(liveConfig)
	if err != nil {
		return nil, nil, "", err
	}
	secret, err := controlPlane.Get(namespaced("Secret", registryNamespace, userSecret))
	if err != nil && testbed.Code(err) != http.StatusNotFound {
		return nil, nil, "", err
	}
	return config, secret, fmt.Sprint(at(config, "metadata.generation"), "/", at(secret, "metadata.resourceVersion")), nil
}

func (o *operator) reconcile(t *testing.T) error {
	config, secret, version, err := o.versions()
	o.mu.Lock()
	seen := o.seen
	o.mu.Unlock()
	if err != nil || version == seen {
		return err
	}
	if err := o.status("True", nil); err != nil {
		return err
	}
	if err := controlPlane.WriteBack(); err != nil { // at the same time as the Job
		return err
	}
	config, secret, version, err = o.versions()
	if err != nil {
		return err
	}
	spec := config["spec"].(Object)
	env, err := Derive(spec)
	if err != nil {
		return err // two storage types
	}
	credentials, err := o.credentials(secret, testbed.StorageTypes(config)[0])
	if err != nil {
		return err
	}
	o.rollout(t, spec, env, credentials)
	if err := o.status("False", at(config, "metadata.generation")); err != nil {
		return err
	}
	o.mu.Lock()
	o.seen = version
	o.mu.Unlock()
	return nil
}

// credentials writes the Secret of the registry from that of the user, or with the cloud
// role, and returns the file with the keys for the registry of the test. It fails without
// the keys of the storage type.
func (o *operator) credentials(secret Object, storageType string) (string, error) {
	data, _ := secret["data"].(Object)
	var missing error
	value := func(name string) string {
		text, err := base64.StdEncoding.DecodeString(fmt.Sprint(data[name]))
		if data[name] == nil || err != nil {
			missing = fmt.Errorf("the Secret has no valid key %s", name)
		}
		return string(text)
	}
	var file string
	keys := Object{}
	switch st := o.site.role(); {
	case storageType == "pvc":
		return "", nil
	case st != nil && st.kind == "gcs":
		file = st.key
		keys["REGISTRY_STORAGE_GCS_KEYFILE"] = st.roleText()
	case st != nil:
		file = awsFile(st.access, st.secret)
		keys["credentials"] = st.roleText()
	case storageType == "gcs":
		file = value("REGISTRY_STORAGE_GCS_KEYFILE")
		keys["REGISTRY_STORAGE_GCS_KEYFILE"] = file
	case storageType == "azure":
		file = value("REGISTRY_STORAGE_AZURE_ACCOUNTKEY")
		keys["REGISTRY_STORAGE_AZURE_ACCOUNTKEY"] = file
	default:
		file = awsFile(value("REGISTRY_STORAGE_S3_ACCESSKEY"), value("REGISTRY_STORAGE_S3_SECRETKEY"))
		keys["credentials"] = file
	}
	if missing != nil {
		return "", missing
	}
	written := namespaced("Secret", registryNamespace, "image-registry-private-configuration")
	written["stringData"] = keys
	_, err := controlPlane.Apply(written, "operator")
	return file, err
}

func awsFile(access, secret string) string {
	return fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", access, secret)
}

// rollout starts a pod with another environment, and terminates those before. A
// terminating pod serves clients for a while.
func (o *operator) rollout(t *testing.T, spec Object, env map[string]string, credentials string) {
	o.mu.Lock()
	o.count++
	name := fmt.Sprintf("image-registry-%d", o.count)
	old := slices.Clone(o.replicas)
	o.mu.Unlock()
	var variables []any
	for _, key := range slices.Sorted(maps.Keys(env)) {
		variables = append(variables, Object{"name": key, "value": env[key]})
	}
	pod := namespaced("Pod", registryNamespace, name)
	pod["metadata"].(Object)["labels"] = Object{"docker-registry": "default"}
	pod["spec"] = Object{
		"nodeName":   "node-1", // so that it remains while it terminates
		"containers": []any{Object{"name": "registry", "image": "registry", "env": variables}},
	}
	_ = controlPlane.Terminate(pod, 0) // of a test before
	if _, err := controlPlane.Create(pod); err != nil {
		o.fail(err)
		return
	}
	r := &replica{pod: pod, address: freeAddress(t)}
	r.server = o.run(t, r.address, spec, env, credentials)
	o.mu.Lock()
	o.replicas = append(o.replicas, r)
	o.mu.Unlock()
	for _, r := range old {
		if err := controlPlane.Terminate(r.pod, 30); err != nil {
			o.fail(err)
		}
	}
	if len(old) > 0 {
		o.mu.Lock()
		drain := o.drain
		o.mu.Unlock()
		time.Sleep(drain)
	}
	o.mu.Lock()
	o.replicas = []*replica{r}
	switch frozen := env["REGISTRY_STORAGE_MAINTENANCE_READONLY"] != ""; {
	case frozen && o.frozen.IsZero():
		o.frozen = time.Now()
	case !frozen && !o.frozen.IsZero():
		o.readOnly, o.frozen = time.Since(o.frozen), time.Time{}
	}
	o.mu.Unlock()
	for _, r := range old {
		r.server.Stop()
		if err := controlPlane.Terminate(r.pod, 0); err != nil {
			o.fail(err)
		}
	}
}

func (o *operator) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = err
}

// status writes the condition Progressing, and the generation that was rolled out.
func (o *operator) status(progressing string, generation any) error {
	status := Object{"storage": Object{}, "storageManaged": false, "readyReplicas": 1, "conditions": []any{Object{"type": "Progressing", "status": progressing, "lastTransitionTime": time.Now().UTC().Format(time.RFC3339)}}}
	if generation != nil {
		status["observedGeneration"] = generation
	}
	text, err := json.Marshal(Object{"status": status})
	if err != nil {
		return err
	}
	_, err = controlPlane.MergeStatus(liveConfig, string(text))
	return err
}

// settle waits until the last change is rolled out.
func (o *operator) settle(t *testing.T) {
	t.Helper()
	require.True(t, testbed.Eventually(t, "no rollout", func() (bool, any) {
		_, _, version, err := o.versions()
		o.mu.Lock()
		defer o.mu.Unlock()
		return err == nil && version == o.seen, fmt.Sprint(version, o.seen, err, o.last)
	}))
}

// drains sets for how long a terminating pod serves clients.
func (o *operator) drains(long time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drain = long
}

// readOnlyTime returns how long all pods were read-only in the last change.
func (o *operator) readOnlyTime() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.readOnly
}
