package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const image = "registry-profile:e2e"

// containers builds the image with podman and returns an environment in which
// kpt and kustomize run containers with it. Without podman, it skips the test,
// except in CI.
func containers(t *testing.T) []string {
	t.Helper()
	if _, err := exec.LookPath("podman"); err != nil {
		require.Empty(t, os.Getenv("CI"), "podman is missing; .ci/run installs it")
		t.Skip("SKIPPED: podman is not installed; no test runs in a container")
	}
	// kustomize runs the command docker.
	bin := t.TempDir()
	write(t, filepath.Join(bin, "docker"), "#!/bin/sh\nexec podman \"$@\"\n")
	require.NoError(t, os.Chmod(filepath.Join(bin, "docker"), 0o755))
	env := environment(
		"CONTAINERS_CONF="+filepath.Join(root(t), "e2e", "containers.conf"),
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"KRM_FN_RUNTIME=podman", "KPT_FN_RUNTIME=podman",
	)
	stage := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(stage, "src/bin/image"), os.DirFS(filepath.Join(root(t), "bin/image"))))
	run(t, root(t), env, "podman", "build", "--build-context", "build="+stage, "-t", image, ".")
	t.Cleanup(func() { run(t, root(t), env, "podman", "rmi", "-f", image) })
	return env
}

// withDocker prepares a tool that starts docker as a separate process.
func withDocker(t *testing.T, env []string) {
	t.Helper()
	for _, variable := range env {
		if name, value, _ := strings.Cut(variable, "="); name == "PATH" {
			t.Setenv(name, value)
		}
	}
}

func TestContainer(t *testing.T) {
	env := containers(t)
	withDocker(t, env)

	t.Run("kpt eval", func(t *testing.T) {
		dir := repository(t)
		onlyConfigChanges(t, dir, func() {
			run(t, dir, env, "kpt", "fn", "eval", ".", "--image", "localhost/"+image, "--image-pull-policy", "Never")
		})
	})
	t.Run("kpt render", func(t *testing.T) {
		dir := repository(t)
		kptfile := filepath.Join(dir, "Kptfile")
		write(t, kptfile, strings.Replace(read(t, kptfile), "exec: registry-profile", "image: localhost/"+image, 1))
		onlyConfigChanges(t, dir, func() {
			run(t, dir, env, "kpt", "fn", "render", ".", "--image-pull-policy", "Never")
		})
	})
	for _, kustomize := range kustomizes {
		t.Run(kustomize, func(t *testing.T) { kustomizeContainer(t, env, kustomize) })
	}
	t.Run("kpt doc", func(t *testing.T) {
		assert.Contains(t, run(t, root(t), env, "kpt", "fn", "doc", "--image", "localhost/"+image), "kind: RegistryProfile")
	})
	t.Run("locked down", func(t *testing.T) {
		cmd := exec.Command("podman", "run", "--rm", "-i", "--network", "none", "--user", "nobody", "--read-only",
			"--cap-drop", "all", "--security-opt", "no-new-privileges", "--memory", "64m", "--memory-swap", "64m", image)
		cmd.Env = env
		cmd.Stdin = strings.NewReader("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n" + indent(read(t, filepath.Join(root(t), "examples/full/profile.yaml"))))
		out, err := cmd.Output()
		require.NoError(t, err)
		assert.Contains(t, string(out), "kind: ObjectBucketClaim")
	})
	fmt.Println("proof: the image runs under kpt and kustomize, and as an unprivileged user without network, with a read-only root, no capabilities and 64 MiB")
}

// TestImage builds the image twice with the Makefile: both builds have the same digest.
// It also builds the manifest list, with FULL=1 for all architectures of OpenShift.
func TestImage(t *testing.T) {
	env := containers(t)
	flags := "IMAGE_FLAGS=--no-cache --pull=never --build-arg GO_VERSION=e2e " + machinesGo(t, env)
	build := func(target, name string, variables ...string) {
		run(t, root(t), env, "make", append([]string{target, "CONTAINER_TOOL=podman", "IMAGE=" + name, flags}, variables...)...)
	}
	for _, name := range []string{"registry-profile:one", "registry-profile:two"} {
		build("image", name)
		t.Cleanup(func() { run(t, root(t), env, "podman", "rmi", "-f", name) })
	}
	inspect := func(format, name string) string {
		return strings.TrimSpace(run(t, root(t), env, "podman", "inspect", "--format", format, name))
	}
	assert.Equal(t, inspect("{{.Digest}}", "registry-profile:one"), inspect("{{.Digest}}", "registry-profile:two"))
	assert.Equal(t, "65534:65534 [/registry-profile]", inspect("{{.Config.User}} {{.Config.Entrypoint}}", "registry-profile:one"))
	labels := inspect("{{json .Config.Labels}}", "registry-profile:one")
	for _, label := range []string{"source", "version", "revision", "licenses"} {
		assert.Contains(t, labels, "org.opencontainers.image."+label)
	}
	assert.NotContains(t, labels, "unknown")
	version := inspect(`{{index .Config.Labels "org.opencontainers.image.version"}}`, "registry-profile:one")
	assert.Equal(t, version+"\n", run(t, root(t), env, "podman", "run", "--rm", "registry-profile:one", "version"))
	size, err := strconv.Atoi(inspect("{{.Size}}", "registry-profile:one"))
	require.NoError(t, err)
	assert.Less(t, size, 28_000_000) // the program and the licenses; a call of reflect.Value.Method would add 5 MB

	// The other architectures take half a minute each to compile.
	architectures := []string{runtime.GOARCH}
	if os.Getenv("FULL") != "" {
		architectures = []string{"amd64", "arm64", "ppc64le", "s390x"}
	}
	build("image-multiarch", "registry-profile:multi", "ARCHES="+strings.Join(architectures, " "))
	t.Cleanup(func() { run(t, root(t), env, "podman", "manifest", "rm", "registry-profile:multi") })
	list := run(t, root(t), env, "podman", "manifest", "inspect", "registry-profile:multi")
	for _, arch := range architectures {
		assert.Contains(t, list, `"architecture": "`+arch+`"`)
	}
	fmt.Printf("proof: two builds of the image have one digest; %d architectures, %d MiB\n", len(architectures), size>>20)
}

// machinesGo builds the image golang:e2e, which replaces the image that the
// Dockerfile pulls: it contains the Go release and the tools of this machine.
// It returns the flags with which builds can use them.
func machinesGo(t *testing.T, env []string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"usr", "tmp", "proc", "dev", "sys", "modules", "cache"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, name), 0o755))
	}
	for _, name := range []string{"bin", "lib", "lib64"} {
		require.NoError(t, os.Symlink("usr/"+name, filepath.Join(dir, name)))
	}
	run(t, dir, env, "tar", "cf", "../golang.tar", ".")
	goroot := strings.TrimSpace(run(t, root(t), env, "go", "env", "GOROOT"))
	arguments := []string{"import"}
	for _, variable := range []string{"PATH=" + goroot + "/bin:/usr/bin", "GOTOOLCHAIN=local", "GOPROXY=off", "GOMODCACHE=/modules", "GOCACHE=/cache"} {
		arguments = append(arguments, "--change", "ENV "+variable)
	}
	run(t, dir, env, "podman", append(arguments, "../golang.tar", "docker.io/library/golang:e2e")...)
	t.Cleanup(func() { run(t, root(t), env, "podman", "rmi", "-f", "docker.io/library/golang:e2e") })
	modules, cache, _ := strings.Cut(strings.TrimSpace(run(t, root(t), env, "go", "env", "GOMODCACHE", "GOCACHE")), "\n")
	return fmt.Sprintf("--network none -v /usr:/usr:ro -v %[1]s:%[1]s:ro -v %s:/modules -v %s:/cache", goroot, modules, cache)
}

func kustomizeContainer(t *testing.T, env []string, kustomize string) {
	dir := t.TempDir()
	profile := read(t, filepath.Join(root(t), "examples/aws-s3/profile.yaml"))
	write(t, filepath.Join(dir, "profile.yaml"), strings.Replace(profile, "metadata:\n",
		"metadata:\n  annotations:\n    config.kubernetes.io/function: |\n      container:\n        image: localhost/"+image+"\n", 1))
	write(t, filepath.Join(dir, "kustomization.yaml"), "generators:\n- profile.yaml\n")
	assertFile(t, filepath.Join(root(t), "examples/aws-s3/expected.yaml"), run(t, dir, env, kustomize, "build", "--enable-alpha-plugins"))
}

// indent makes an object an item of a list.
func indent(object string) string {
	return "- " + strings.ReplaceAll(strings.TrimSpace(object), "\n", "\n  ") + "\n"
}
