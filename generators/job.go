package generators

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

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

// replaceScript is the script of the Job for another store of the same type. It
// does nothing if Config already names the new store.
const replaceScript = `set -eu
config=` + configResource + `
old=$(oc get "$config" --ignore-not-found --output "jsonpath={.spec.storage.$FROM}")
store=$(oc get "$config" --ignore-not-found --output "jsonpath=$STORE_PATH")
if [ -z "$old" ] || [ "$store" = "$STORE" ]; then
  echo "$config does not store images on another $FROM store; nothing to do"
  exit 0
fi
oc patch "$config" --type=json --patch "$PATCH"
`

// job generates the Job that changes the storage type, or the store, with one
// patch to Config. The pod template of a Job is immutable, so the name includes a hash
// of image and patch.
func job(state *desired.State) []*Object {
	c := state.StorageChange
	if c == nil {
		return nil
	}
	object := config(state)[0]
	patchType, patch := StoragePatch(object, c.From)
	script, env := changeScript, []corev1.EnvVar{{Name: "FROM", Value: c.From}, {Name: "PATCH", Value: patch}}
	if patchType == JSONPatch {
		path, store := storeOf(object, c.From)
		script = replaceScript
		env = append(env, corev1.EnvVar{Name: "STORE_PATH", Value: path}, corev1.EnvVar{Name: "STORE", Value: store})
	}
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
					Containers: []corev1.Container{oc(c.Image.Value, script, env)},
					Volumes:    []corev1.Volume{{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
				},
			},
		},
	}, origins{"spec": byDefault("the storage type must change before the new Config is applied")})))
}

// storeOf returns the JSONPath of the fields of Config that identify its store, and
// their desired values. An identity that Config does not set is not compared: the
// operator can write it, such as a private endpoint of AWS.
func storeOf(config *Object, key string) (path, store string) {
	spec, _ := config.Content()["spec"].(map[string]any)
	storage, _ := spec["storage"].(map[string]any)
	stanza, _ := storage[key].(map[string]any)
	kind := openshift.FindStorageType(key)
	var paths, values []string
	for _, name := range append([]string{kind.Name}, kind.Identity...) {
		if value, set := stanza[name].(string); set {
			paths, values = append(paths, "{.spec.storage."+key+"."+name+"}"), append(values, value)
		}
	}
	return strings.Join(paths, " "), strings.Join(values, " ")
}

// oc is the container that sends the patch.
func oc(image, script string, env []corev1.EnvVar) corev1.Container {
	return corev1.Container{
		Name:    "oc",
		Image:   image,
		Command: []string{"/bin/sh", "-c", script},
		Env:     append(env, corev1.EnvVar{Name: "HOME", Value: "/tmp"}), // for oc's cache
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
