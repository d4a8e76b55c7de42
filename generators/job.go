package generators

import (
	"crypto/sha256"
	"encoding/hex"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// changeScript is the script of the Job. It does nothing if Config no longer
// contains the old storage type, for example in a second run.
const changeScript = `set -eu
config=` + configResource + `
old=$(oc get "$config" --ignore-not-found --output "jsonpath={.spec.storage.$FROM}")
if [ -z "$old" ]; then
  echo "$config does not store images on $FROM; nothing to do"
  exit 0
fi
oc patch "$config" --type=merge --patch "$PATCH"
`

// job generates the Job that changes the storage type with one merge patch to
// Config. The pod template of a Job is immutable, so the name includes a hash
// of image and patch.
func job(state *desired.State) []*Object {
	c := state.StorageChange
	if c == nil {
		return nil
	}
	patch := StoragePatch(config(state)[0], c.From)
	sum := sha256.Sum256([]byte(c.Image.Value + "\n" + patch))
	name := desired.StorageChanger + "-" + hex.EncodeToString(sum[:4])
	return single(inStorageChangeStep(typed(openshift.Job, &batchv1.Job{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, name),
		Spec: batchv1.JobSpec{
			BackoffLimit:          new(int32(6)),
			ActiveDeadlineSeconds: new(int64(600)),
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: stepLabels()},
				Spec: corev1.PodSpec{
					ServiceAccountName: desired.StorageChanger,
					RestartPolicy:      corev1.RestartPolicyNever,
					SecurityContext: &corev1.PodSecurityContext{
						RunAsNonRoot:   new(true),
						SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
					},
					Containers: []corev1.Container{oc(c, patch)},
					Volumes:    []corev1.Volume{{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
				},
			},
		},
	}, origins{"spec": byDefault("the storage type must change before the new Config is applied")})))
}

// oc is the container that sends the patch.
func oc(c *desired.StorageChange, patch string) corev1.Container {
	return corev1.Container{
		Name:    "oc",
		Image:   c.Image.Value,
		Command: []string{"/bin/sh", "-c", changeScript},
		Env: []corev1.EnvVar{
			{Name: "FROM", Value: c.From},
			{Name: "PATCH", Value: patch},
			{Name: "HOME", Value: "/tmp"}, // for oc's cache
		},
		Resources: corev1.ResourceRequirements{Requests: corev1.ResourceList{
			corev1.ResourceCPU:    resource.MustParse("10m"),
			corev1.ResourceMemory: resource.MustParse("64Mi"),
		}},
		SecurityContext: &corev1.SecurityContext{
			AllowPrivilegeEscalation: new(false),
			ReadOnlyRootFilesystem:   new(true),
			Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		},
		VolumeMounts: []corev1.VolumeMount{{Name: "tmp", MountPath: "/tmp"}},
	}
}

// stepLabels are the labels of the Job's pod.
func stepLabels() map[string]string {
	return map[string]string{"app.kubernetes.io/name": desired.StorageChanger}
}
