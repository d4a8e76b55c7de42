package secrets

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

const module = "github.com/external-secrets/external-secrets"

// release returns the release of External Secrets that e2e/externalsecrets pins.
func release(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "e2e", "externalsecrets", "go.mod"))
	require.NoError(t, err)
	for _, line := range strings.Split(string(text), "\n") {
		if words := strings.Fields(strings.TrimPrefix(line, "require ")); len(words) >= 2 && words[0] == module {
			return words[1]
		}
	}
	t.Fatal("go.mod does not require " + module)
	return ""
}

// start installs the CRDs of External Secrets, and starts its controllers with
// the permissions of its Helm chart.
func start(t *testing.T) {
	t.Helper()
	dir, err := testbed.Download(module + "@" + release(t))
	require.NoError(t, err)
	var crds []testbed.Object
	for _, kind := range []string{"externalsecrets", "secretstores", "clustersecretstores"} {
		text, err := os.ReadFile(filepath.Join(dir, "config", "crds", "bases", "external-secrets.io_"+kind+".yaml"))
		require.NoError(t, err)
		var crd testbed.Object
		require.NoError(t, yaml.Unmarshal(text, &crd))
		crds = append(crds, crd)
	}
	require.NoError(t, cluster.InstallCRDs(crds))
	for _, o := range chart(t, dir) {
		switch o["kind"] {
		case "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding":
			require.NoError(t, cluster.Namespaces([]testbed.Object{o}))
			apply(t, o)
		}
	}
	proxy := testbed.StartProxy(t, testbed.Hosts{"kubernetes.default": cluster.Address()})
	testbed.Run(t, append(proxy.Env(), "KUBECONFIG="+cluster.AccountKubeconfig(t, "external-secrets", "external-secrets")), "external-secrets")
	t.Cleanup(func() {
		if !t.Failed() && proxy.Requests("kubernetes.default") == 0 {
			t.Error("the store has not used its own account")
		}
	})
}

// chart renders the Helm chart of External Secrets, without its optional
// dependency, which only a registry of charts has.
func chart(t *testing.T, module string) []testbed.Object {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(module, "deploy", "charts", "external-secrets"))))
	file := filepath.Join(dir, "Chart.yaml")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.Chmod(file, 0o644))
	before, _, _ := strings.Cut(string(text), "\ndependencies:")
	require.NoError(t, os.WriteFile(file, []byte(before+"\n"), 0o644))
	cmd := exec.Command(testbed.Tool("helm"), "template", "external-secrets", dir, "--namespace", "external-secrets")
	out, err := cmd.Output()
	require.NoError(t, err)
	var objects []testbed.Object
	for document := range strings.SplitSeq(string(out), "\n---\n") {
		var o testbed.Object
		require.NoError(t, yaml.Unmarshal([]byte(document), &o))
		if o != nil {
			objects = append(objects, o)
		}
	}
	return objects
}

func named(kind, namespace, name string) testbed.Object {
	return testbed.Object{"apiVersion": "v1", "kind": kind, "metadata": testbed.Object{"namespace": namespace, "name": name}}
}

func find(objects []testbed.Object, kind string) testbed.Object {
	for _, o := range objects {
		if o["kind"] == kind {
			return o
		}
	}
	return nil
}

func apply(t *testing.T, objects ...testbed.Object) {
	t.Helper()
	for _, o := range objects {
		_, err := cluster.Apply(o, "argocd-controller")
		require.NoError(t, err, "%v %v", o["kind"], o["metadata"])
	}
}

// refresh lets the controller read the source of an ExternalSecret now.
func refresh(t *testing.T, reference testbed.Object) {
	t.Helper()
	_, err := cluster.Merge(reference, fmt.Sprintf(`{"metadata":{"annotations":{"force-sync":"%d"}}}`, time.Now().UnixNano()))
	require.NoError(t, err)
}

func condition(t *testing.T, o testbed.Object, kind string) testbed.Object {
	t.Helper()
	live, err := cluster.Get(o)
	require.NoError(t, err)
	status, _ := live["status"].(testbed.Object)
	conditions, _ := status["conditions"].([]any)
	for _, c := range conditions {
		if c := c.(testbed.Object); c["type"] == kind {
			return c
		}
	}
	return nil
}

func waitFor(t *testing.T, o testbed.Object, kind, status string) {
	t.Helper()
	require.True(t, testbed.Eventually(t, fmt.Sprintf("%s %s=%s", o["kind"], kind, status), func() (bool, any) {
		c := condition(t, o, kind)
		return c["status"] == status, c
	}))
}

// happened reports whether an event about the ExternalSecret contains a text.
func happened(t *testing.T, text string) (bool, any) {
	t.Helper()
	list, err := cluster.List(named("Event", "openshift-image-registry", "any"))
	require.NoError(t, err)
	var messages []string
	for _, item := range list["items"].([]any) {
		message := fmt.Sprint(item.(testbed.Object)["message"])
		if strings.Contains(message, text) {
			return true, nil
		}
		messages = append(messages, message)
	}
	return false, messages
}
