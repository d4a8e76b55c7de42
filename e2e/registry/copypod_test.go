package registry

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// pod runs the pod of a Job as the kubelet does: the init containers one after the other,
// then the main container, with the volumes, the environment and the token of its account.
// The containers run with podman, or without it as processes, which start faster.
type pod struct {
	site       *site
	spec       Object
	containers bool
	slow       string            // limit of rclone in bytes per second
	after      map[string]func() // called after a container

	log   strings.Builder
	times map[string]time.Duration
	dirs  map[string]string // of the volumes
}

var podNumber atomic.Int64

// jobPod returns a pod of the Job of the change.
func (s *site) jobPod(containers bool) *pod {
	return &pod{site: s, spec: at(s.job, "spec.template.spec").(Object), containers: containers, after: map[string]func(){}}
}

// guardPod returns a pod of the CronJob.
func (s *site) guardPod(t *testing.T) *pod {
	for _, o := range s.objects {
		if o["kind"] == "CronJob" && at(o, "metadata.name") == changer {
			return &pod{site: s, spec: at(o, "spec.jobTemplate.spec.template.spec").(Object), after: map[string]func(){}}
		}
	}
	t.Fatal("no CronJob")
	return nil
}

// run runs the pod until it ends or is killed, with new volumes.
func (p *pod) run(ctx context.Context, t *testing.T) error {
	t.Helper()
	p.log.Reset()
	p.times = map[string]time.Duration{}
	p.mount(t)
	init, _ := p.spec["initContainers"].([]any)
	for _, c := range append(append([]any{}, init...), p.spec["containers"].([]any)...) {
		container := c.(Object)
		name := fmt.Sprint(container["name"])
		began := time.Now()
		err := p.start(ctx, t, container)
		p.times[name] = time.Since(began)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if after := p.after[name]; after != nil {
			after()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// mount creates the volumes as folders of this machine.
func (p *pod) mount(t *testing.T) {
	t.Helper()
	root, err := os.MkdirTemp("", "registry-profile-pod-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(root, 0o755))
	t.Cleanup(func() { os.RemoveAll(root) })
	p.dirs = map[string]string{"tmp": filepath.Join(root, "tmp")}
	for _, v := range p.spec["volumes"].([]any) {
		volume := v.(Object)
		name := fmt.Sprint(volume["name"])
		dir := filepath.Join(root, name)
		require.NoError(t, os.Mkdir(dir, 0o755))
		p.dirs[name] = dir
		switch {
		case volume["emptyDir"] != nil:
			require.NoError(t, os.Chmod(dir, 0o777|os.ModeSticky))
		case volume["configMap"] != nil:
			p.keys(t, dir, namespaced("ConfigMap", registryNamespace, fmt.Sprint(at(volume, "configMap.name"))), at(volume, "configMap.optional") == true)
		case volume["secret"] != nil:
			p.keys(t, dir, namespaced("Secret", registryNamespace, fmt.Sprint(at(volume, "secret.secretName"))), at(volume, "secret.optional") == true)
		case volume["persistentVolumeClaim"] != nil:
			p.dirs[name] = p.site.claim(fmt.Sprint(at(volume, "persistentVolumeClaim.claimName")))
			require.NotEmpty(t, p.dirs[name])
		case volume["projected"] != nil:
			p.project(t, dir, at(volume, "projected.sources").([]any))
		default:
			t.Fatalf("volume %v", volume)
		}
	}
}

// keys writes the keys of a ConfigMap or Secret.
func (p *pod) keys(t *testing.T, dir string, o Object, optional bool) {
	t.Helper()
	live, err := controlPlane.Get(o)
	if optional && testbed.Code(err) == 404 {
		return
	}
	require.NoError(t, err)
	data, _ := live["data"].(Object)
	for key, value := range data {
		text := fmt.Sprint(value)
		if o["kind"] == "Secret" {
			decoded, err := base64.StdEncoding.DecodeString(text)
			require.NoError(t, err)
			text = string(decoded)
		}
		file(t, filepath.Join(dir, key), p.onHost(text))
	}
}

// onHost replaces the folders of volumes, whose paths no variable sets, if the scripts
// run as processes.
func (p *pod) onHost(text string) string {
	if p.containers {
		return text
	}
	root := filepath.Dir(p.dirs["tmp"])
	return strings.NewReplacer("/scripts/", root+"/scripts/", "/ca/registry", root+"/ca-registry", "/ca/cluster", root+"/ca-cluster").Replace(text)
}

// project writes the files of a projected volume.
func (p *pod) project(t *testing.T, dir string, sources []any) {
	t.Helper()
	for _, s := range sources {
		source := s.(Object)
		switch {
		case source["serviceAccountToken"] != nil:
			token, err := controlPlane.Token(registryNamespace, fmt.Sprint(p.spec["serviceAccountName"]))
			require.NoError(t, err)
			file(t, filepath.Join(dir, fmt.Sprint(at(source, "serviceAccountToken.path"))), token)
		case source["configMap"] != nil:
			p.keys(t, dir, namespaced("ConfigMap", registryNamespace, fmt.Sprint(at(source, "configMap.name"))), false)
		case source["downwardAPI"] != nil:
			file(t, filepath.Join(dir, "namespace"), registryNamespace)
		default:
			t.Fatalf("projected %v", source)
		}
	}
}

// start runs a container until it exits or is killed.
func (p *pod) start(ctx context.Context, t *testing.T, container Object) error {
	t.Helper()
	script := fmt.Sprint(container["command"].([]any)[1])
	var env []string
	variables, _ := container["env"].([]any)
	for _, v := range variables {
		variable := v.(Object)
		value, _ := variable["value"].(string)
		env = append(env, fmt.Sprint(variable["name"], "=", value))
	}
	env = append(env, "PAUSE=0.5")
	if p.slow != "" {
		env = append(env, "RCLONE_BWLIMIT="+p.slow)
	}
	var cmd *exec.Cmd
	if p.containers {
		cmd = p.podman(ctx, t, container, script, env)
	} else {
		cmd = p.process(ctx, t, container, script, env)
	}
	cmd.Stdout, cmd.Stderr = &p.log, &p.log
	cmd.WaitDelay = 5 * time.Second
	return cmd.Run()
}

// podman returns the command that runs a container with its security context, as an
// arbitrary user, on the network of the host, where the API server listens.
func (p *pod) podman(ctx context.Context, t *testing.T, container Object, script string, env []string) *exec.Cmd {
	t.Helper()
	host, port, err := net.SplitHostPort(controlPlane.Address())
	require.NoError(t, err)
	name := fmt.Sprintf("registry-profile-copy-%d-%d", os.Getpid(), podNumber.Add(1))
	args := []string{
		"run", "--rm", "--name", name, "--pull", "never", "--network", "host", "--user", "1000680000:0",
		"--env", "KUBERNETES_SERVICE_HOST=" + host, "--env", "KUBERNETES_SERVICE_PORT=" + port,
	}
	for _, v := range env {
		args = append(args, "--env", v)
	}
	if at(container, "securityContext.readOnlyRootFilesystem") == true {
		args = append(args, "--read-only", "--read-only-tmpfs=false")
	}
	if at(container, "securityContext.allowPrivilegeEscalation") == false {
		args = append(args, "--security-opt", "no-new-privileges")
	}
	dropped, _ := at(container, "securityContext.capabilities.drop").([]any)
	for _, capability := range dropped {
		args = append(args, "--cap-drop", fmt.Sprint(capability))
	}
	for _, m := range container["volumeMounts"].([]any) {
		mount := m.(Object)
		volume := fmt.Sprint(p.dirs[fmt.Sprint(mount["name"])], ":", mount["mountPath"])
		if mount["readOnly"] == true {
			volume += ":ro"
		}
		args = append(args, "--volume", volume)
	}
	image := copyImage(t, strings.Contains(fmt.Sprint(container["image"]), "rclone"))
	args = append(args, "--entrypoint", "", image, "/bin/sh", script)
	cmd := podman(ctx, args...)
	cmd.Cancel = func() error { return podman(context.Background(), "kill", name).Run() }
	t.Cleanup(func() { _ = podman(context.Background(), "rm", "--force", "--ignore", name).Run() })
	return cmd
}

// process returns the command that runs the script of a container on this machine, with
// the same programs and the paths of this machine.
func (p *pod) process(ctx context.Context, t *testing.T, container Object, script string, env []string) *exec.Cmd {
	t.Helper()
	bin := hostPrograms(t)
	stores := p.dirs["tmp"] + "-stores"
	require.NoError(t, os.MkdirAll(stores, 0o755))
	for _, m := range container["volumeMounts"].([]any) {
		mount := m.(Object)
		if side, ok := strings.CutPrefix(fmt.Sprint(mount["mountPath"]), "/stores/"); ok {
			_ = os.Symlink(p.dirs[side], filepath.Join(stores, side)) // it exists in the next container
		}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "sh"), p.onHost(script))
	cmd.Env = append(env, "PATH="+bin, "WORK="+p.dirs["work"], "LISTS="+p.dirs["tmp"], "HOME="+p.dirs["tmp"], "MOUNTS="+stores,
		"SSL_CERT_FILE=/nonexistent", "KUBECONFIG="+controlPlane.AccountKubeconfig(t, registryNamespace, fmt.Sprint(p.spec["serviceAccountName"])))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}
