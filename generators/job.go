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

// change is what the Job runs. Where the old storage type is gone, as on a
// second run, it does nothing.
const change = `set -eu
config=` + configResource + `
old=$(oc get "$config" --ignore-not-found --output "jsonpath={.spec.storage.$FROM}")
if [ -z "$old" ]; then
  echo "$config does not store images on $FROM; nothing to do"
  exit 0
fi
oc patch "$config" --type=merge --patch "$PATCH"
`

// job changes the kind of storage: it sends one merge patch to the Config. Its
// template cannot be changed on the cluster, so that its name tells what it
// does.
func job(p *desired.Plan) []*Object {
	c := p.StorageChange
	if c == nil {
		return nil
	}
	patch := StoragePatch(config(p)[0], c.From)
	sum := sha256.Sum256([]byte(c.Image.Value + "\n" + patch))
	name := desired.StorageChanger + "-" + hex.EncodeToString(sum[:4])
	return one(before(typed(openshift.Job, &batchv1.Job{
		ObjectMeta: named(openshift.RegistryNamespace, name),
		Spec: batchv1.JobSpec{
			BackoffLimit:          new(int32(6)),
			ActiveDeadlineSeconds: new(int64(600)),
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: changer()},
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
	}, origins{"spec": because("the storage type is changed before the new Config is applied")})))
}

// oc is the container that sends the patch.
func oc(c *desired.StorageChange, patch string) corev1.Container {
	return corev1.Container{
		Name:    "oc",
		Image:   c.Image.Value,
		Command: []string{"/bin/sh", "-c", change},
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

// changer are the labels of the step's pod.
func changer() map[string]string {
	return map[string]string{"app.kubernetes.io/name": desired.StorageChanger}
}
