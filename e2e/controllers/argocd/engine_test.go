// Package argocd runs Argo CD on a real API server: its application controller,
// repo server, plugin server and ApplicationSet controller.
package argocd

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

type object = testbed.Object

// Names that the overlays use.
const (
	namespace   = "openshift-gitops"
	controller  = "openshift-gitops-argocd-application-controller"
	destination = "aws-production"
)

// engine is a running Argo CD.
type engine struct {
	hub, target *testbed.Cluster
	operator    *operators
	repo        string // work tree of the repository that Argo CD reads
	plugins     string // socket of the plugin server
	redis       *miniredis.Miniredis
}

var argo *engine

func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) int {
	hub, err := testbed.Start()
	if err == nil {
		argo = &engine{hub: hub}
		defer argo.stop()
		err = argo.start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "run these tests with make e2e-argocd:", err)
		return 1
	}
	return m.Run()
}

func (e *engine) stop() {
	if e.operator != nil {
		e.operator.stop()
	}
	e.hub.Stop()
	if e.redis != nil {
		e.redis.Close()
	}
	for _, dir := range []string{e.repo, e.plugins} {
		_ = os.RemoveAll(dir) // a temporary folder
	}
}

func (e *engine) start() (err error) {
	if e.repo, err = os.MkdirTemp("", "registry-profile-e2e-"); err != nil {
		return err
	}
	if err = e.git("init", "-q", "-b", "main"); err != nil {
		return err
	}
	if e.target, err = e.hub.Beside("target"); err != nil {
		return err
	}
	releases, err := testbed.Releases()
	if err != nil {
		return err
	}
	if err = errors.Join(e.target.Install(releases[len(releases)-1]), e.target.Manage(), e.install()); err != nil {
		return err
	}
	if e.redis, err = miniredis.Run(); err != nil {
		return err
	}
	e.operator = operate(e.target)
	return e.servers()
}

// install creates what Argo CD reads from its own cluster. The account with which it
// writes to the other cluster can only read there, as that of OpenShift GitOps.
func (e *engine) install() error {
	module, err := testbed.Download("github.com/argoproj/argo-cd/v3@v3.2.0")
	if err != nil {
		return err
	}
	var crds []object
	for _, name := range []string{"application", "appproject", "applicationset"} {
		text, err := os.ReadFile(filepath.Join(module, "manifests/crds", name+"-crd.yaml"))
		var crd object
		if err = errors.Join(err, yaml.Unmarshal(text, &crd)); err != nil {
			return err
		}
		crds = append(crds, crd)
	}
	if err := e.hub.InstallCRDs(crds); err != nil {
		return err
	}
	account := object{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": object{"name": controller, "namespace": namespace}}
	reader := object{
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": object{"name": "openshift-gitops-reader"},
		"rules": []any{
			object{"apiGroups": []any{"*"}, "resources": []any{"*"}, "verbs": []any{"get", "list", "watch"}},
			object{"nonResourceURLs": []any{"*"}, "verbs": []any{"get"}},
		},
	}
	binding := object{
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": object{"name": "openshift-gitops-reader"},
		"roleRef":  object{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "openshift-gitops-reader"},
		"subjects": []any{object{"kind": "ServiceAccount", "name": controller, "namespace": namespace}},
	}
	spaces := []object{space(namespace), space("openshift-image-registry"), space("openshift-config"), space("openshift-storage")}
	if err := create(e.target, slices.Concat(spaces, []object{account, reader, binding}, testbed.Singletons())...); err != nil {
		return err
	}
	token, err := e.target.Token(namespace, controller)
	if err != nil {
		return err
	}
	access, err := json.Marshal(object{"bearerToken": token, "tlsClientConfig": object{"insecure": true}})
	if err != nil {
		return err
	}
	var settings object
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "overlays/argocd/settings/argocd-cm.yaml"))
	if err = errors.Join(err, yaml.Unmarshal(text, &settings)); err != nil {
		return err
	}
	settings["metadata"].(object)["namespace"] = namespace
	settings["data"].(object)["timeout.reconciliation"] = "20s"
	settings["data"].(object)["timeout.reconciliation.jitter"] = "0s"
	settings["data"].(object)["kustomize.buildOptions"] = "--enable-alpha-plugins" // as overlays/argocd/exec
	partOf := object{"app.kubernetes.io/part-of": "argocd"}
	return create(e.hub, space(namespace), settings,
		object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": object{"name": "argocd-rbac-cm", "namespace": namespace, "labels": partOf}},
		object{"apiVersion": "v1", "kind": "Secret", "metadata": object{"name": "argocd-secret", "namespace": namespace, "labels": partOf}, "stringData": object{"server.secretkey": "of-the-test"}},
		object{"apiVersion": "v1", "kind": "Secret", "metadata": object{"name": "cluster", "namespace": namespace, "labels": object{"argocd.argoproj.io/secret-type": "cluster"}},
			"stringData": object{"name": destination, "server": e.target.Server, "config": string(access)}},
		object{"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": object{"name": "default", "namespace": namespace}, "spec": object{
			"sourceRepos": []any{"*"}, "destinations": []any{object{"namespace": "*", "server": "*"}},
			"clusterResourceWhitelist": []any{object{"group": "*", "kind": "*"}},
		}},
	)
}

// servers starts the programs of Argo CD.
func (e *engine) servers() error {
	ports, err := testbed.FreePorts(8)
	if err != nil {
		return err
	}
	home := filepath.Join(e.repo, ".git", "argocd")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	// The path of a socket is at most 107 characters long.
	if e.plugins, err = os.MkdirTemp("", "cmp-"); err != nil {
		return err
	}
	program := filepath.Join(testbed.Root(), "bin/registry-profile")
	plugin, err := exec.Command(program, "cmp", "plugin").Output()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(e.plugins, "plugin.yaml"), []byte(strings.ReplaceAll(string(plugin), "- /registry-profile\n", "- "+program+"\n")), 0o644); err != nil {
		return err
	}
	local := func(i int) string { return fmt.Sprintf("127.0.0.1:%d", ports[i]) }
	run := func(name string, args ...string) error {
		cmd := exec.Command(testbed.Tool("argocd-cmp-server"), args...)
		cmd.Env = append(os.Environ(), "ARGOCD_BINARY_NAME="+name, "ARGOCD_FAKE_IN_CLUSTER=true", "ARGOCD_GPG_ENABLED=false",
			"ARGOCD_PLUGINSOCKFILEPATH="+e.plugins, "ARGOCD_CMP_WORKDIR="+e.plugins, "KUBECONFIG="+e.hub.Kubeconfig, "HOME="+home, "TMPDIR="+home, "XDG_CONFIG_HOME="+home,
			"KUSTOMIZE_PLUGIN_HOME="+filepath.Join(testbed.Root(), "bin/plugin"), "PATH="+filepath.Dir(testbed.Tool("kustomize"))+":"+os.Getenv("PATH"),
			"ARGOCD_CLUSTER_CACHE_BATCH_EVENTS_PROCESSING=false", "ARGOCD_RECONCILIATION_JITTER=0")
		return e.hub.Run(name, cmd)
	}
	kube := []string{"--kubeconfig", e.hub.Kubeconfig, "--namespace", namespace}
	redis := []string{"--redis", e.redis.Addr()}
	return errors.Join(
		run("argocd-cmp-server", "--config-dir-path", e.plugins),
		run("argocd-repo-server", append(redis, "--disable-tls", "--address", "127.0.0.1", "--port", fmt.Sprint(ports[0]), "--metrics-address", "127.0.0.1", "--metrics-port", fmt.Sprint(ports[1]))...),
		run("argocd-application-controller", append(append(kube, redis...), "--repo-server", local(0), "--repo-server-plaintext", "--metrics-port", fmt.Sprint(ports[2]),
			"--app-resync", "20", "--app-resync-jitter", "0", "--self-heal-timeout-seconds", "1", "--self-heal-backoff-timeout-seconds", "1", "--repo-error-grace-period-seconds", "0")...),
		run("argocd-applicationset-controller", append(kube, "--argocd-repo-server", local(0), "--repo-server-plaintext",
			"--metrics-addr", local(3), "--probe-addr", local(4), "--webhook-addr", local(5))...),
	)
}

func space(name string) object {
	return object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": name}}
}

// create creates objects that can exist.
func create(c *testbed.Cluster, objects ...object) error {
	for _, o := range objects {
		if _, err := c.Create(o); err != nil && testbed.Code(err) != 409 {
			return fmt.Errorf("%v: %w", o["kind"], err)
		}
	}
	return nil
}

// apply applies a file with kubectl.
func (e *engine) apply(c *testbed.Cluster, file string) error {
	out, err := c.Kubectl("apply", "--server-side", "-f", file).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", file, err, out)
	}
	return nil
}

// git runs git in the repository.
func (e *engine) git(args ...string) error {
	cmd := exec.Command("git", append([]string{"-c", "user.name=test", "-c", "user.email=test@example.com"}, args...)...)
	cmd.Dir = e.repo
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git %v: %w: %s", args, err, out)
	}
	return nil
}

// commit replaces the content of a folder of the repository.
func (e *engine) commit(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	require.NoError(t, os.RemoveAll(filepath.Join(e.repo, dir)))
	for name, text := range files {
		file := filepath.Join(e.repo, dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	require.NoError(t, e.git("add", "-A"))
	require.NoError(t, e.git("commit", "-q", "--allow-empty", "-m", t.Name()))
}

// refresh lets Argo CD compare an Application now.
func (e *engine) refresh(t *testing.T, app object) {
	t.Helper()
	_, err := e.hub.Merge(app, `{"metadata":{"annotations":{"argocd.argoproj.io/refresh":"normal"}}}`)
	require.NoError(t, err)
}

// patience is the time that a test waits for a state, on a busy machine.
const patience = 90 * time.Second

// await waits until an Application has a state, and returns it.
func (e *engine) await(t *testing.T, app object, what string, will func(app object) bool) object {
	t.Helper()
	var live object
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		var err error
		if live, err = e.hub.Get(app); err == nil && will(live) {
			return live
		}
	}
	status, _ := yaml.Marshal(object{"conditions": at(live, "status", "conditions"), "health": at(live, "status", "health"), "operation": at(live, "status", "operationState"), "resources": at(live, "status", "resources")}) // for the message
	t.Fatalf("not %s:\n%.8000s", what, status)
	return nil
}

func synced(app object) bool {
	return at(app, "status", "sync", "status") == "Synced" && at(app, "status", "health", "status") == "Healthy" && at(app, "status", "operationState", "phase") == "Succeeded"
}

// at returns the value at a path.
func at(value any, path ...string) any {
	for _, key := range path {
		m, _ := value.(object)
		value = m[key]
	}
	return value
}
