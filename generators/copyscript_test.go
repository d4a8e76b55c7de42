package generators_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

const copying = "testdata/copy.yaml" // a copy of the images from a bucket to another one

// TestCopyScripts checks the syntax of the scripts, and that no tool replaces a part of
// them: Flux replaces ${…}, and Advanced Cluster Management {{…}}.
func TestCopyScripts(t *testing.T) {
	for name, script := range copyConfigMap(t).Data {
		t.Run(name, func(t *testing.T) {
			assert.NotContains(t, script, "${")
			assert.NotContains(t, script, "{{")
			for _, shell := range [][]string{{"sh"}, {"dash"}, {"busybox", "sh"}} {
				if _, err := exec.LookPath(shell[0]); err != nil && shell[0] != "sh" {
					continue
				}
				out, err := exec.Command(shell[0], append(shell[1:], "-n", "-c", script)...).CombinedOutput()
				assert.NoError(t, err, "%v: %s", shell, out)
			}
		})
	}
	for _, c := range append(copyContainers(t), guardContainer(t)) {
		names := map[string]bool{}
		for _, v := range c.Env {
			assert.NotContains(t, v.Value, "${", v.Name)
			assert.False(t, names[v.Name], "a server-side apply refuses two values of %s", v.Name)
			names[v.Name] = true
		}
	}
}

// TestCopyConfigMap requires that the Job and the guard run scripts of the ConfigMap,
// and that the tool deletes it after the change.
func TestCopyConfigMap(t *testing.T) {
	scripts := copyConfigMap(t)
	for _, key := range []string{openshift.ArgoOptions, openshift.FluxPrune, openshift.KptDeletion} {
		assert.NotContains(t, scripts.Annotations, key)
	}
	var job batchv1.Job
	decodeObject(t, "Job/openshift-image-registry/image-registry-storage-change-", &job)
	var guard batchv1.CronJob
	decodeObject(t, "CronJob/openshift-image-registry/image-registry-storage-change", &guard)
	used := map[string]bool{"state.sh": true, "remote.sh": true}
	for _, pod := range []corev1.PodSpec{job.Spec.Template.Spec, guard.Spec.JobTemplate.Spec.Template.Spec} {
		assert.Contains(t, pod.Volumes, corev1.Volume{Name: "scripts", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
			LocalObjectReference: corev1.LocalObjectReference{Name: scripts.Name},
		}}})
		for _, c := range append(pod.InitContainers, pod.Containers...) {
			require.Len(t, c.Command, 2, c.Name)
			name := strings.TrimPrefix(c.Command[1], "/scripts/")
			assert.Contains(t, scripts.Data, name, c.Name)
			used[name] = true
			assert.Contains(t, c.VolumeMounts, corev1.VolumeMount{Name: "scripts", MountPath: "/scripts", ReadOnly: true}, c.Name)
		}
	}
	assert.Len(t, used, len(scripts.Data), "a script that no container runs")
}

// TestCopyToken requires that only the containers with oc have the token of the account,
// and that no environment contains credentials.
func TestCopyToken(t *testing.T) {
	for _, c := range copyContainers(t) {
		mounted := false
		for _, m := range c.VolumeMounts {
			mounted = mounted || m.Name == "token"
		}
		assert.Equal(t, c.Image == "registry.example.com/oc:v4.18", mounted, c.Name)
	}
}

// TestCopyEndsAfterFailure runs the containers with rclone after an earlier one has
// failed or found nothing to do: they run no command.
func TestCopyEndsAfterFailure(t *testing.T) {
	for _, mark := range []string{"done", "finish", "failed"} {
		for _, c := range copyContainers(t) {
			if !strings.Contains(c.Image, "rclone") {
				continue
			}
			b := newBench(t)
			b.mark(mark, "reason")
			_, code := b.run(c)
			assert.Zero(t, code, "%s after %s", c.Name, mark)
			assert.Empty(t, b.log(), "%s after %s", c.Name, mark)
		}
	}
}

// TestCheck runs the check of both stores with different answers of rclone.
func TestCheck(t *testing.T) {
	tests := map[string]struct {
		rclone string
		begun  bool
		failed string
	}{
		"empty target":               {rclone: `case "$*" in *old:) echo blobs/ ;; esac`},
		"target with a registry":     {rclone: `echo blobs/`, failed: "docker/registry/v2 is not empty"},
		"target of an earlier run":   {rclone: `echo blobs/`, begun: true},
		"source that does not exist": {rclone: `case "$*" in *old:) exit 3 ;; esac`, failed: "cannot read the old store"},
		"target that does not exist": {rclone: `case "$*" in *new:) exit 3 ;; esac`, failed: "cannot read the new store"},
		"credentials that expired":   {rclone: `case "$*" in *new:) exit 1 ;; esac`, begun: true, failed: "cannot read the new store"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.program("rclone", test.rclone)
			if test.begun {
				b.mark("begun", "")
			}
			out, code := b.run(copyContainer(t, "check"))
			assert.Zero(t, code, out)
			assert.Contains(t, b.read("failed"), test.failed)
			assert.Equal(t, test.failed == "", b.read("failed") == "")
		})
	}
}

// TestCheckTools requires that a missing program fails the check: without it, nothing
// would be verified.
func TestCheckTools(t *testing.T) {
	b := newBench(t)
	check := copyContainer(t, "check")
	sh := exec.Command("/bin/sh", b.inBench(check.Command[1]))
	sh.Env = []string{"PATH=" + filepath.Join(b.dir, "bin"), "WORK=" + b.dir + "/work", "LISTS=" + b.dir + "/lists", "FROM=s3", "TO=s3", "TRANSFERS=4"}
	for _, name := range []string{"cat", "touch"} {
		require.NoError(t, os.Symlink("/bin/"+name, filepath.Join(b.dir, "bin", name)))
	}
	out, err := sh.CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Contains(t, b.read("failed"), "the image of rclone has no awk")
}

// TestBulk requires another attempt after a file vanished during the bulk copy, which
// leaves the links of tags to the copy of the rest.
func TestBulk(t *testing.T) {
	b := newBench(t)
	b.program("rclone", `case "$*" in
*lsf*old:*) echo blobs/; echo repositories/ ;;
*sync*) if [ ! -e "$LISTS/vanished" ]; then touch "$LISTS/vanished"; exit 1; fi ;;
esac`)
	out, code := b.run(copyContainer(t, "bulk"))
	assert.Zero(t, code, out)
	assert.Empty(t, b.read("failed"))
	assert.Equal(t, 3, strings.Count(b.log(), " sync "), "blobs twice, repositories once")
	assert.NotContains(t, b.log(), "--ignore-times")
	out, code = b.run(copyContainer(t, "delta"))
	assert.Zero(t, code, out)
	assert.Contains(t, b.log(), "--ignore-times")

	b = newBench(t)
	b.program("rclone", `case "$*" in *lsf*old:*) echo blobs/ ;; *sync*) exit 1 ;; esac`)
	_, code = b.run(copyContainer(t, "bulk"))
	assert.Zero(t, code)
	assert.Contains(t, b.read("failed"), "the copy failed")
}

// TestDigests requires that a blob whose content does not match its digest fails the
// copy, and is deleted in the new store so that the next run copies it again.
func TestDigests(t *testing.T) {
	good, bad := strings.Repeat("a1", 32), strings.Repeat("b2", 32)
	b := newBench(t)
	b.program("rclone", `case "$*" in
*lsf*old:*) echo blobs/ ;;
*lsf*new:blobs*) echo sha256/a1/`+good+`/data; echo sha256/b2/`+bad+`/data ;;
*hashsum*) echo "`+good+`  sha256/a1/`+good+`/data"; echo "`+good+`  sha256/b2/`+bad+`/data" ;;
esac`)
	out, code := b.run(copyContainer(t, "bulk"))
	assert.Zero(t, code, out)
	assert.Contains(t, b.read("failed"), "sha256:"+bad)
	assert.NotContains(t, b.read("failed"), "sha256:"+good)
	assert.Contains(t, b.log(), "delete --files-from-raw")
}

// TestGuard runs the guard for each phase: it changes nothing while a Job is active.
func TestGuard(t *testing.T) {
	id := env(guardContainer(t), "CHANGE")
	tests := map[string]struct {
		phase, jobs, want string
	}{
		"frozen, no Job":       {"frozen", "", `"readOnly":false`},
		"frozen, failed Job":   {"frozen", "copy Failed", `"readOnly":false`},
		"frozen, complete Job": {"frozen", "copy SuccessCriteriaMet Complete", `"readOnly":false`},
		"frozen, active Job":   {"frozen", "copy ", ""},
		"switched, no Job":     {"switched", "", `\"phase\":\"copied\"`},
		"bulk, no Job":         {"bulk", "", ""},
		"copied":               {"copied", "", ""},
		"failed":               {"failed", "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.program("oc", `case "$*" in
*"get jobs"*) printf '%s\n' '`+test.jobs+`' ;;
*"get imagepruners"*) echo imagepruner/cluster ;;
*"get configs"*) printf '7\ntrue\n%s' '{"id":"`+id+`","from":"s3","to":"s3","phase":"`+test.phase+`","time":"","readOnly":"false","suspend":"","objects":"","bytes":"","reason":""}' ;;
esac`)
			out, code := b.run(guardContainer(t))
			require.Zero(t, code, out)
			var patches []string
			for line := range strings.Lines(b.log()) {
				if strings.Contains(line, "patch") || strings.Contains(line, "apply") {
					patches = append(patches, line)
				}
			}
			if test.want == "" {
				assert.Empty(t, patches)
				return
			}
			assert.Contains(t, strings.Join(patches, ""), `{"spec":{"suspend":null}}`)
			assert.Contains(t, strings.Join(patches, ""), test.want)
			assert.Contains(t, strings.Join(patches, ""), `"resourceVersion":"7"`)
		})
	}
}

// TestCopyID requires that another image or other resources continue a change, with
// another Job.
func TestCopyID(t *testing.T) {
	profile := func() *batchv1.Job { return &batchv1.Job{} }
	first := profile()
	decodeObject(t, "Job/openshift-image-registry/image-registry-storage-change-", first)
	text, err := os.ReadFile(copying)
	require.NoError(t, err)
	other := filepath.Join(t.TempDir(), "copy.yaml")
	require.NoError(t, os.WriteFile(other, []byte(strings.Replace(string(text), "transfers: 4", "transfers: 8", 1)), 0o600))
	second := profile()
	document, err := find(t, generate(t, other), "Job/openshift-image-registry/image-registry-storage-change-").Document()
	require.NoError(t, err)
	require.NoError(t, yaml.UnmarshalStrict(document, second))
	assert.Equal(t, first.Labels, second.Labels)
	assert.NotEqual(t, first.Name, second.Name)
}

// TestCopyProof requires that the pairs that are tested are pairs of known types.
func TestCopyProof(t *testing.T) {
	types := generators.CopyTypes()
	for _, from := range append(types, "emptyDir") {
		for _, to := range types {
			if generators.CopyProof(from, to) {
				assert.Contains(t, types, from)
			}
		}
	}
	assert.True(t, generators.CopyProof("pvc", "s3"))
	assert.False(t, generators.CopyProof("s3", "swift"))
}
