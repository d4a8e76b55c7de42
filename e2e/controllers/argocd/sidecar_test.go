package argocd

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestSidecar runs the plugin in containers, as the manifests of overlays/argocd/plugin
// state: as a sidecar of Argo CD's own repo server in the image of the project, and
// for OpenShift GitOps with an init container that installs the program.
func TestSidecar(t *testing.T) {
	image, empty := images(t)
	argo.overlays(t)
	objects := parse(t, rendered(t, filepath.Join(testbed.Root(), "overlays/rendered", destination)))
	for _, way := range []struct {
		name   string
		pod    func(t *testing.T, server corev1.PodSpec) corev1.PodSpec
		server uint32 // user of the repo server, the only one that can connect to the plugin
		user   string // of a container without runAsUser
	}{
		{"upstream", argo.patched, 999, "65534:65534"},             // those of the images
		{"openshift-gitops", operated, 1000680000, "1000680000:0"}, // one for each namespace
	} {
		t.Run(way.name, func(t *testing.T) {
			log := argo.sidecar(t, way.pod(t, repoServer(t)), image, empty, way.user)
			socket, err := os.Stat(filepath.Join(argo.plugins, "registry-profile.sock"))
			require.NoError(t, err)
			assert.Equal(t, way.server, socket.Sys().(*syscall.Stat_t).Uid)
			app := argo.application(t, "plugin/application.yaml", "overlays/clusters/"+destination)
			app["metadata"].(object)["name"] = way.name // the repo server keeps what it has rendered for an Application
			argo.deploy(t, app, objects...)
			live := argo.await(t, app, "synced", synced)
			assert.Equal(t, "Plugin", at(live, "status", "sourceType"))
			assert.Len(t, at(live, "status", "resources"), len(objects))

			bad := "mistake-" + way.name
			argo.commit(t, bad, map[string]string{"profile.yaml": strings.Replace(read(t, "examples/aws-s3/profile.yaml"), "bucket:", "buckett:", 1)})
			app = argo.application(t, "plugin/application.yaml", bad)
			delete(at(app, "spec", "source", "plugin").(object), "parameters")
			argo.deploy(t, app)
			argo.await(t, app, "refused", func(app object) bool {
				return strings.Contains(fmt.Sprint(at(app, "status", "conditions")), "spec.storage.s3.buckett")
			})
			assert.Contains(t, log(), "GenerateManifest", "the container has rendered")
		})
	}
	prove(t, "the plugin renders in its container, with the manifests of overlays/argocd/plugin: the image of the project as a sidecar of Argo CD's repo server, and its program in another image for OpenShift GitOps; without network, with a read-only root, no capabilities and an arbitrary user")
}

// repoServer returns the pod of the repo server that Argo CD's own manifests install.
func repoServer(t *testing.T) corev1.PodSpec {
	t.Helper()
	module, err := testbed.Download("github.com/argoproj/argo-cd/v3@v3.2.0")
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(module, "manifests/base/repo-server/argocd-repo-server-deployment.yaml"))
	require.NoError(t, err)
	return podOf(t, text)
}

// podOf returns the pod of a Deployment.
func podOf(t *testing.T, deployment []byte) corev1.PodSpec {
	t.Helper()
	var d struct {
		Spec struct {
			Template struct{ Spec corev1.PodSpec }
		}
	}
	require.NoError(t, yaml.Unmarshal(deployment, &d))
	return d.Spec.Template.Spec
}

// patched patches the repo server with plugin/repo-server.yaml.
func (e *engine) patched(t *testing.T, server corev1.PodSpec) corev1.PodSpec {
	t.Helper()
	labels := object{"app.kubernetes.io/name": "argocd-repo-server"}
	deployment := object{
		"apiVersion": "apps/v1", "kind": "Deployment", "metadata": object{"name": "argocd-repo-server", "namespace": "argocd"},
		"spec": object{"selector": object{"matchLabels": labels}, "template": object{"metadata": object{"labels": labels}, "spec": server}},
	}
	e.create(t, e.hub, space("argocd"), deployment)
	t.Cleanup(func() { assert.NoError(t, e.hub.Delete(deployment)) })
	out, err := e.hub.Kubectl("--namespace", "argocd", "patch", "deployment", "argocd-repo-server", "--output", "yaml",
		"--patch-file", filepath.Join(testbed.Root(), "overlays/argocd/plugin/repo-server.yaml")).Output()
	require.NoError(t, err)
	return podOf(t, out)
}

// operated adds plugin/argocd.yaml to the repo server, as the operator of OpenShift
// GitOps does.
func operated(t *testing.T, server corev1.PodSpec) corev1.PodSpec {
	t.Helper()
	var resource struct {
		Spec struct {
			Repo struct {
				InitContainers    []corev1.Container `json:"initContainers"`
				SidecarContainers []corev1.Container `json:"sidecarContainers"`
				Volumes           []corev1.Volume    `json:"volumes"`
			} `json:"repo"`
		} `json:"spec"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "overlays/argocd/plugin/argocd.yaml")), &resource))
	server.InitContainers = append(server.InitContainers, resource.Spec.Repo.InitContainers...)
	server.Containers = append(server.Containers, resource.Spec.Repo.SidecarContainers...)
	server.Volumes = append(server.Volumes, resource.Spec.Repo.Volumes...)
	return server
}

// sidecar replaces the plugin server of the engine by the container registry-profile
// of a pod. It returns its log.
func (e *engine) sidecar(t *testing.T, pod corev1.PodSpec, image, empty, user string) (log func() string) {
	t.Helper()
	volumes := e.volumes(t, pod.Volumes)
	named := func(containers []corev1.Container, name string) *corev1.Container {
		i := slices.IndexFunc(containers, func(c corev1.Container) bool { return c.Name == name })
		if i < 0 {
			return nil
		}
		return &containers[i]
	}
	container := named(pod.Containers, "registry-profile")
	require.NotNil(t, container)
	// Its command is for the image of Argo CD, of which only this file matters.
	copyutil := named(pod.InitContainers, "copyutil")
	require.NotNil(t, copyutil)
	require.Equal(t, container.Command[0], copyutil.Command[len(copyutil.Command)-1])
	out, err := exec.Command("cp", testbed.Tool("argocd-cmp-server"), filepath.Join(volumes["var-files"], filepath.Base(container.Command[0]))).CombinedOutput()
	require.NoError(t, err, string(out))
	use := func(c *corev1.Container) string {
		if c.Image == "" {
			return empty // the operator sets that of Argo CD
		}
		require.True(t, strings.HasPrefix(c.Image, "registry.example.com/platform/registry-profile:"), c.Image)
		return image
	}
	if install := named(pod.InitContainers, "registry-profile"); install != nil {
		out, err := podman(arguments(t, *install, volumes, use(install), user)...).CombinedOutput()
		require.NoError(t, err, string(out))
	}

	// The server of the engine gets its socket back after the test.
	socket := filepath.Join(e.plugins, "registry-profile.sock")
	aside := filepath.Join(t.TempDir(), "socket")
	require.NoError(t, os.Chmod(e.plugins, 0o777)) // as an emptyDir
	require.NoError(t, os.Rename(socket, aside))
	t.Cleanup(func() {
		require.NoError(t, os.Chmod(e.plugins, 0o700))
		require.NoError(t, os.Rename(aside, socket))
	})
	// A killed test leaves a container, which podman ends.
	name := fmt.Sprintf("registry-profile-sidecar-%d", os.Getpid())
	cmd := podman(slices.Insert(arguments(t, *container, volumes, use(container), user), 1, "--name", name, "--timeout", "600")...)
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	cmd.Stdout, cmd.Stderr = file, file
	require.NoError(t, cmd.Start())
	log = func() string {
		text, _ := os.ReadFile(file.Name()) // for messages
		return string(text)
	}
	t.Cleanup(func() {
		_ = podman("rm", "--force", "--time", "0", name).Run() // it may have exited already
		_ = cmd.Wait()
		file.Close()
		if t.Failed() {
			t.Logf("the last lines of the sidecar:\n%s", faults(log()))
		}
	})
	require.Eventually(t, func() bool { _, err := os.Stat(socket); return err == nil }, patience, 100*time.Millisecond, "the sidecar listens: %s", log())
	return log
}

// volumes returns the folder of each volume of a pod that the plugin can mount.
func (e *engine) volumes(t *testing.T, volumes []corev1.Volume) map[string]string {
	t.Helper()
	built, err := exec.Command(testbed.Tool("kustomize"), "build", filepath.Join(testbed.Root(), "overlays/argocd/plugin")).Output()
	require.NoError(t, err)
	dirs := map[string]string{}
	for _, v := range volumes {
		dir := t.TempDir()
		switch {
		case v.Name == "plugins": // shared with the repo server
			dir = e.plugins
		case v.EmptyDir != nil:
			require.NoError(t, os.Chmod(dir, 0o777))
		case v.ConfigMap != nil:
			for document := range bytes.SplitSeq(built, []byte("\n---\n")) {
				var m corev1.ConfigMap
				require.NoError(t, yaml.Unmarshal(document, &m))
				if m.Kind != "ConfigMap" || m.Name != v.ConfigMap.Name {
					continue
				}
				for key, text := range m.Data {
					require.NoError(t, os.WriteFile(filepath.Join(dir, key), []byte(text), 0o644))
				}
			}
		}
		dirs[v.Name] = dir
	}
	return dirs
}

// arguments returns the arguments with which podman runs a container as the kubelet
// would. It fails for a field that it does not know.
func arguments(t *testing.T, c corev1.Container, volumes map[string]string, image, user string) []string {
	t.Helper()
	args := []string{"run", "--rm", "--pull", "never", "--network", "none"}
	if s := c.SecurityContext; s != nil {
		if s.RunAsUser != nil {
			user = fmt.Sprintf("%d:0", *s.RunAsUser) // the image has no such user, and thus no group
		}
		if s.RunAsNonRoot != nil && *s.RunAsNonRoot {
			require.NotRegexp(t, "^0(:|$)", user)
		}
		if s.ReadOnlyRootFilesystem != nil && *s.ReadOnlyRootFilesystem {
			args = append(args, "--read-only", "--read-only-tmpfs=false")
		}
		if s.AllowPrivilegeEscalation != nil && !*s.AllowPrivilegeEscalation {
			args = append(args, "--security-opt", "no-new-privileges")
		}
		if s.Capabilities != nil {
			for _, name := range s.Capabilities.Drop {
				args = append(args, "--cap-drop", string(name))
			}
			s.Capabilities.Drop = nil
			assert.Zero(t, *s.Capabilities)
		}
		if s.SeccompProfile != nil {
			require.Equal(t, corev1.SeccompProfileTypeRuntimeDefault, s.SeccompProfile.Type) // podman's default
		}
		s.RunAsUser, s.RunAsNonRoot, s.ReadOnlyRootFilesystem, s.AllowPrivilegeEscalation, s.Capabilities, s.SeccompProfile = nil, nil, nil, nil, nil, nil
		assert.Zero(t, *s)
	}
	args = append(args, "--user", user)
	for _, m := range c.VolumeMounts {
		dir, ok := volumes[m.Name]
		require.True(t, ok, "volume %s", m.Name)
		args = append(args, "--volume", filepath.Join(dir, m.SubPath)+":"+m.MountPath)
	}
	command := c.Command
	if len(command) > 0 {
		args = append(args, "--entrypoint", "")
	}
	args = append(append(append(args, image), command...), c.Args...)
	c.Name, c.Image, c.Command, c.Args, c.VolumeMounts, c.SecurityContext = "", "", nil, nil, nil, nil
	c.ImagePullPolicy, c.TerminationMessagePath, c.TerminationMessagePolicy = "", "", "" // defaults of the API server
	assert.Zero(t, c)
	return args
}

// images builds the image of the project, and one without files in place of that of
// Argo CD, whose server needs no C library here. Without podman, it skips the test, except in CI.
func images(t *testing.T) (image, empty string) {
	t.Helper()
	if _, err := exec.LookPath("podman"); err != nil {
		require.Empty(t, os.Getenv("CI"), "podman is missing; .ci/run installs it")
		t.Skip("SKIPPED: podman is not installed; the plugin runs in no container")
	}
	tag := fmt.Sprintf(":e2e-%d", os.Getpid())
	image, empty = "localhost/registry-profile-sidecar"+tag, "localhost/registry-profile-empty"+tag
	stage := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(stage, "src/bin/image"), os.DirFS(filepath.Join(testbed.Root(), "bin/image"))), "run these tests with make e2e-argocd")
	build := func(name string, stdin io.Reader, args ...string) {
		cmd := podman(args...)
		cmd.Stdin = stdin
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		t.Cleanup(func() { assert.NoError(t, podman("rmi", "--force", name).Run()) })
	}
	build(image, nil, "build", "--build-context", "build="+stage, "--tag", image, testbed.Root())
	build(empty, strings.NewReader("FROM scratch\nUSER 999\n"), "build", "--tag", empty, "-")
	return image, empty
}

func podman(args ...string) *exec.Cmd {
	cmd := exec.Command("podman", args...)
	cmd.Env = append(os.Environ(), "CONTAINERS_CONF="+filepath.Join(testbed.Root(), "e2e/containers.conf"))
	return cmd
}
