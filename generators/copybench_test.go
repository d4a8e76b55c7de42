package generators_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// bench is a folder with programs that take the place of oc and rclone, and write their
// arguments to a log.
type bench struct {
	t   *testing.T
	dir string
}

func newBench(t *testing.T) *bench {
	b := &bench{t, t.TempDir()}
	for _, name := range []string{"bin", "work", "lists", "scripts"} {
		require.NoError(t, os.Mkdir(filepath.Join(b.dir, name), 0o700))
	}
	for name, text := range copyConfigMap(t).Data {
		require.NoError(t, os.WriteFile(filepath.Join(b.dir, "scripts", name), []byte(b.inBench(text)), 0o600))
	}
	for _, name := range []string{"http_proxy", "https_proxy", "no_proxy"} {
		b.mark(name, "")
	}
	b.program("oc", "")
	b.program("rclone", "")
	return b
}

func (b *bench) program(name, script string) {
	text := "#!/bin/sh\necho \"" + name + " $*\" >>'" + b.dir + "/log'\n" + script + "\n"
	require.NoError(b.t, os.WriteFile(filepath.Join(b.dir, "bin", name), []byte(text), 0o700)) //nolint:gosec // a program
}

// inBench replaces the folder in which containers mount the ConfigMap.
func (b *bench) inBench(text string) string {
	return strings.ReplaceAll(text, "/scripts/", b.dir+"/scripts/")
}

func (b *bench) mark(name, text string) {
	require.NoError(b.t, os.WriteFile(filepath.Join(b.dir, "work", name), []byte(text), 0o600))
}

func (b *bench) read(mark string) string {
	text, _ := os.ReadFile(filepath.Join(b.dir, "work", mark))
	return string(text)
}

func (b *bench) log() string {
	text, _ := os.ReadFile(filepath.Join(b.dir, "log"))
	return string(text)
}

// run runs the script of a container.
func (b *bench) run(c corev1.Container) (output string, code int) {
	command := exec.Command("sh", b.inBench(c.Command[1]))
	command.Env = []string{"PATH=" + filepath.Join(b.dir, "bin") + ":" + os.Getenv("PATH")}
	for _, v := range c.Env {
		command.Env = append(command.Env, v.Name+"="+v.Value)
	}
	command.Env = append(command.Env, "WORK="+b.dir+"/work", "LISTS="+b.dir+"/lists", "HOME="+b.dir, "PAUSE=0", "ATTEMPTS=2")
	out, err := command.CombinedOutput()
	if err != nil {
		b.t.Log(err)
	}
	return string(out), command.ProcessState.ExitCode()
}

func env(c corev1.Container, name string) string {
	for _, v := range c.Env {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}

// copyContainers returns the containers of the Job in their order.
func copyContainers(t *testing.T) []corev1.Container {
	t.Helper()
	var job batchv1.Job
	decodeObject(t, "Job/openshift-image-registry/image-registry-storage-change-", &job)
	pod := job.Spec.Template.Spec
	return append(pod.InitContainers, pod.Containers...)
}

func copyContainer(t *testing.T, name string) corev1.Container {
	t.Helper()
	for _, c := range copyContainers(t) {
		if c.Name == name {
			return c
		}
	}
	t.Fatal("no container " + name)
	return corev1.Container{}
}

func guardContainer(t *testing.T) corev1.Container {
	t.Helper()
	var job batchv1.CronJob
	decodeObject(t, "CronJob/openshift-image-registry/image-registry-storage-change", &job)
	return job.Spec.JobTemplate.Spec.Template.Spec.Containers[0]
}

func copyConfigMap(t *testing.T) *corev1.ConfigMap {
	t.Helper()
	var scripts corev1.ConfigMap
	decodeObject(t, "ConfigMap/openshift-image-registry/image-registry-storage-change", &scripts)
	return &scripts
}

func decodeObject(t *testing.T, id string, into any) {
	t.Helper()
	text, err := find(t, generate(t, copying), id).Document()
	require.NoError(t, err)
	require.NoError(t, yaml.UnmarshalStrict(text, into))
}
