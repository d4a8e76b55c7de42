package cluster

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestStorageChangeContainer runs the container of the Job that changes the storage
// type, as its pod would: with its command, environment, volumes and security
// context, as an arbitrary user, and with the token of its account.
func TestStorageChangeContainer(t *testing.T) {
	image := cliImage(t)
	release := testbed.LastRelease(t)
	require.NoError(t, cluster.Install(release))
	examples, err := testbed.Examples(release, nil)
	require.NoError(t, err)
	var names []string
	for _, e := range examples {
		step := testbed.JobStep(e.Objects, "image-registry-storage-change")
		if step.Script == "" {
			continue
		}
		names = append(names, e.Name)
		t.Run(e.Name, func(t *testing.T) { changeInContainer(t, image, e, step) })
	}
	require.NotEmpty(t, names)
	if !t.Failed() {
		fmt.Printf("proof: the container of the storage change runs with its security context, its token and nothing else: %s\n", strings.Join(names, ", "))
	}
}

func changeInContainer(t *testing.T, image string, e testbed.Example, step *testbed.Step) {
	from := stepEnv(step, "FROM")
	require.NoError(t, cluster.Namespaces(e.Objects))
	t.Cleanup(func() { clean(t, e.Objects) })
	live := testbed.Bootstrapped("None")
	require.NoError(t, cluster.Delete(live))
	live["spec"].(testbed.Object)["storage"] = testbed.Object{from: stanzas[from], "managementState": "Managed"}
	_, err := cluster.Create(live)
	require.NoError(t, err)
	for _, o := range step.Objects {
		_, err := cluster.Apply(o, "argocd-controller")
		require.NoError(t, err, o["kind"])
	}
	config := find(e.Objects, "Config")
	allowed(t, func() error { _, err := changer().Get(config); return err })
	job := step.Objects[slices.IndexFunc(step.Objects, func(o testbed.Object) bool { return o["kind"] == "Job" })]

	other := testbed.Object{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": testbed.Object{"namespace": namespace, "name": "other"}}
	_, err = cluster.Apply(other, "test")
	require.NoError(t, err)
	out, err := runPod(t, image, job, "other")
	assert.Error(t, err, "an account without the role")
	assert.Contains(t, out, "forbidden")

	out, err = runPod(t, image, job, "image-registry-storage-change")
	require.NoError(t, err, out)
	assert.Contains(t, out, "patched")
	changed, err := cluster.Get(config)
	require.NoError(t, err)
	assert.Equal(t, config["spec"].(testbed.Object)["storage"], changed["spec"].(testbed.Object)["storage"])
	out, err = runPod(t, image, job, "image-registry-storage-change")
	require.NoError(t, err, out)
	assert.Contains(t, out, "nothing to do")
}

func stepEnv(step *testbed.Step, name string) string {
	for _, v := range step.Env {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

// runPod runs the container of a Job with podman as the kubelet would, on the
// network of the host, where the API server listens.
func runPod(t *testing.T, image string, job testbed.Object, account string) (string, error) {
	t.Helper()
	get := func(value any, path ...string) any {
		for _, step := range path {
			value, _ = value.(testbed.Object)[step]
			if value == nil {
				return nil
			}
		}
		return value
	}
	pod := get(job, "spec", "template", "spec").(testbed.Object)
	containers := pod["containers"].([]any)
	require.Len(t, containers, 1)
	container := containers[0].(testbed.Object)

	host, port, err := net.SplitHostPort(cluster.Address())
	require.NoError(t, err)
	args := []string{"run", "--rm", "--pull", "never", "--network", "host", "--env", "KUBERNETES_SERVICE_HOST=" + host, "--env", "KUBERNETES_SERVICE_PORT=" + port}
	for _, v := range container["env"].([]any) {
		args = append(args, "--env", fmt.Sprint(get(v, "name"), "=", get(v, "value")))
	}
	// OpenShift runs the pods of a namespace as a user of its range, in the group
	// of root.
	require.Equal(t, true, get(pod, "securityContext", "runAsNonRoot"))
	args = append(args, "--user", "1000680000:0")
	if get(container, "securityContext", "readOnlyRootFilesystem") == true {
		args = append(args, "--read-only", "--read-only-tmpfs=false")
	}
	if get(container, "securityContext", "allowPrivilegeEscalation") == false {
		args = append(args, "--security-opt", "no-new-privileges")
	}
	dropped, _ := get(container, "securityContext", "capabilities", "drop").([]any)
	for _, capability := range dropped {
		args = append(args, "--cap-drop", fmt.Sprint(capability))
	}
	for _, v := range container["volumeMounts"].([]any) {
		args = append(args, "--tmpfs", fmt.Sprint(get(v, "mountPath"))+":rw,mode=1777") // all volumes are emptyDir
	}
	token, err := cluster.Token(namespace, account)
	require.NoError(t, err)
	dir := t.TempDir()
	for name, text := range map[string]string{"token": token, "ca.crt": cluster.CA(t), "namespace": namespace} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	args = append(args, "--volume", dir+":/var/run/secrets/kubernetes.io/serviceaccount:ro", "--entrypoint", "", image)
	for _, word := range container["command"].([]any) {
		args = append(args, fmt.Sprint(word))
	}
	out, err := podman(args...).CombinedOutput()
	return string(out), err
}

// cliImage builds an image with an oc, which is kubectl, and a shell, and returns
// its name. Without podman or a static busybox, it skips the test, except in CI.
func cliImage(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"podman", "busybox"} {
		if _, err := exec.LookPath(tool); err != nil {
			require.Empty(t, os.Getenv("CI"), "%s is missing; .ci/run installs it", tool)
			t.Skip("SKIPPED: " + tool + " is not installed; no Job runs in a container")
		}
	}
	busybox, err := exec.LookPath("busybox")
	require.NoError(t, err)
	const image = "localhost/registry-profile-cli:e2e"
	dir := t.TempDir()
	for _, file := range []struct{ from, to string }{{busybox, "root/bin/sh"}, {testbed.Tool("kubectl"), "root/usr/bin/oc"}} {
		to := filepath.Join(dir, file.to)
		require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o755))
		program, err := os.ReadFile(file.from)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(to, program, 0o755))
	}
	for _, name := range []string{"tmp", "proc", "sys", "dev", "etc", "run", "var/run/secrets/kubernetes.io/serviceaccount"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "root", name), 0o755))
	}
	archive := filepath.Join(dir, "root.tar")
	out, err := exec.Command("tar", "--create", "--file", archive, "--directory", filepath.Join(dir, "root"), ".").CombinedOutput()
	require.NoError(t, err, string(out))
	out, err = podman("import", "--change", "ENV PATH=/usr/bin:/bin", archive, image).CombinedOutput()
	require.NoError(t, err, string(out))
	t.Cleanup(func() { _ = podman("rmi", "--force", image).Run() }) // a leftover of a killed test is replaced
	return image
}

func podman(args ...string) *exec.Cmd {
	cmd := exec.Command("podman", args...)
	cmd.Env = append(os.Environ(), "CONTAINERS_CONF="+filepath.Join(testbed.Root(), "e2e", "containers.conf"))
	return cmd
}
