package generators

import (
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// copyJob generates the Job that copies the images and changes the storage. Its init
// containers run one after the other; each one can be killed at any time, and the next
// pod continues. A copy can take hours, so the Job has no deadline.
func copyJob(state *desired.State) *Object {
	pod := copyPod(state, "")
	name := hashed(desired.StorageChanger, compact(jsonValue(pod)), compact(jsonValue(copyScriptFiles())))
	pod = copyPod(state, name)
	c := state.StorageChange.Copy
	o := typed(openshift.Job, &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: openshift.RegistryNamespace, Name: name,
			Labels: map[string]string{openshift.StorageChangeMark: changeID(state)},
		},
		Spec: batchv1.JobSpec{
			BackoffLimit: new(int32(6)),
			PodFailurePolicy: &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{{
				Action:          batchv1.PodFailurePolicyActionIgnore, // a drained node is not a failure
				OnPodConditions: []batchv1.PodFailurePolicyOnPodConditionsPattern{{Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue}},
			}}},
			Template: pod,
		},
	}, origins{"metadata.labels": byDefault("identifies the change"), "spec": c.Origin})
	return inStorageChangeStep(o)
}

// copyGuard generates the CronJob that makes the registry writable again if the Job is
// gone before it has changed the storage.
func copyGuard(state *desired.State) *Object {
	pod := podOf(desired.StorageChanger, state.StorageChange.Image.Value, "", ocEnv(state, ""))
	pod.Spec.Volumes = append(pod.Spec.Volumes, copyScriptVolume())
	runScript(&pod.Spec.Containers[0], "guard")
	spec := ocJobSpec(pod)
	spec.BackoffLimit = new(int32(1)) // the next run follows soon
	o := typed(openshift.CronJob, &batchv1.CronJob{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, desired.StorageChanger),
		Spec: batchv1.CronJobSpec{
			Schedule:                   "*/2 * * * *",
			ConcurrencyPolicy:          batchv1.ForbidConcurrent,
			SuccessfulJobsHistoryLimit: new(int32(1)),
			FailedJobsHistoryLimit:     new(int32(1)),
			JobTemplate:                batchv1.JobTemplateSpec{Spec: spec},
		},
	}, origins{"spec": byDefault("the registry must not remain read-only if the Job is lost")})
	return inStorageChangeStep(withoutEmptyMetadata(o))
}

// copyPod returns the pod that copies the images. Only the containers with oc have the
// token of the account.
func copyPod(state *desired.State, job string) corev1.PodTemplateSpec {
	change, c := state.StorageChange, state.StorageChange.Copy
	pod := podOf(desired.StorageChanger, change.Image.Value, "", nil)
	withOC := func(name string) corev1.Container {
		container := oc(change.Image.Value, "", ocEnv(state, job))
		container.Name = name
		runScript(&container, name)
		container.VolumeMounts = append(container.VolumeMounts,
			corev1.VolumeMount{Name: "work", MountPath: workFolder},
			corev1.VolumeMount{Name: "token", MountPath: "/var/run/secrets/kubernetes.io/serviceaccount", ReadOnly: true})
		return container
	}
	withRclone := func(name string) corev1.Container {
		container := withOC(name)
		container.Image, container.Env = c.Image.Value, rcloneEnv(state)
		container.Resources = copyResources(c)
		container.VolumeMounts = append(container.VolumeMounts[:3:3],
			corev1.VolumeMount{Name: "ca-registry", MountPath: caFolder + "/registry", ReadOnly: true},
			corev1.VolumeMount{Name: "ca-cluster", MountPath: caFolder + "/cluster", ReadOnly: true})
		if change.From == "pvc" {
			container.VolumeMounts = append(container.VolumeMounts, corev1.VolumeMount{Name: "old", MountPath: mountFolder + "/old", ReadOnly: true})
		}
		if c.Target != "" {
			container.VolumeMounts = append(container.VolumeMounts, corev1.VolumeMount{Name: "new", MountPath: mountFolder + "/new"})
		}
		return container
	}
	spec := &pod.Spec
	spec.InitContainers = []corev1.Container{
		withOC("prepare"), withRclone("check"), withOC("begin"), withRclone("bulk"), withOC("freeze"), withRclone("delta"),
	}
	spec.Containers = []corev1.Container{withOC("switch")}
	spec.AutomountServiceAccountToken = new(false)
	spec.NodeSelector, spec.Tolerations, spec.PriorityClassName = c.NodeSelector, c.Tolerations, c.PriorityClassName
	spec.Volumes = append(spec.Volumes, copyVolumes(state)...)
	if change.From == "pvc" {
		spec.Affinity = besideRegistry()
	}
	return pod
}

// runScript makes a container run a script of the ConfigMap.
func runScript(container *corev1.Container, name string) {
	container.Command = []string{"/bin/sh", scriptFolder + "/" + name + ".sh"}
	container.VolumeMounts = append(container.VolumeMounts, corev1.VolumeMount{Name: "scripts", MountPath: scriptFolder, ReadOnly: true})
}

func copyScriptVolume() corev1.Volume {
	return corev1.Volume{Name: "scripts", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
		LocalObjectReference: corev1.LocalObjectReference{Name: desired.StorageChanger},
	}}}
}

// copyResources returns the resources of the container that copies.
func copyResources(c *desired.StorageCopy) corev1.ResourceRequirements {
	if len(c.Resources.Requests)+len(c.Resources.Limits) > 0 {
		return c.Resources
	}
	return corev1.ResourceRequirements{Requests: corev1.ResourceList{
		corev1.ResourceCPU:    resource.MustParse("100m"),
		corev1.ResourceMemory: resource.MustParse("256Mi"),
	}}
}

// besideRegistry requires the node of a pod of the registry, because only that node can
// mount a claim with access mode ReadWriteOnce.
func besideRegistry() *corev1.Affinity {
	return &corev1.Affinity{PodAffinity: &corev1.PodAffinity{RequiredDuringSchedulingIgnoredDuringExecution: []corev1.PodAffinityTerm{{
		LabelSelector: &metav1.LabelSelector{MatchLabels: map[string]string{openshift.PodLabel: openshift.PodLabelValue}},
		TopologyKey:   corev1.LabelHostname,
	}}}}
}

// copyVolumes returns the volumes of the pod besides the folder for temporary files.
func copyVolumes(state *desired.State) []corev1.Volume {
	c := state.StorageChange.Copy
	bundle := func(volume, name string) corev1.Volume {
		return corev1.Volume{Name: volume, VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
			LocalObjectReference: corev1.LocalObjectReference{Name: name}, Optional: new(true),
		}}}
	}
	volumes := []corev1.Volume{
		copyScriptVolume(),
		{Name: "work", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMediumMemory}}},
		{Name: "token", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{Sources: []corev1.VolumeProjection{
			{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Path: "token", ExpirationSeconds: new(int64(3600))}},
			{ConfigMap: &corev1.ConfigMapProjection{
				LocalObjectReference: corev1.LocalObjectReference{Name: "kube-root-ca.crt"}, Items: []corev1.KeyToPath{{Key: "ca.crt", Path: "ca.crt"}},
			}},
			{DownwardAPI: &corev1.DownwardAPIProjection{Items: []corev1.DownwardAPIVolumeFile{
				{Path: "namespace", FieldRef: &corev1.ObjectFieldSelector{FieldPath: "metadata.namespace"}},
			}}},
		}}}},
		bundle("ca-registry", "image-registry-certificates"),
		bundle("ca-cluster", "trusted-ca"),
	}
	claim := func(volume, name string, readOnly bool) corev1.Volume {
		return corev1.Volume{Name: volume, VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: name, ReadOnly: readOnly},
		}}
	}
	if state.StorageChange.From == "pvc" {
		volumes = append(volumes, claim("old", c.Source, true))
	}
	if c.Target != "" {
		volumes = append(volumes, claim("new", c.Target, false))
	}
	return volumes
}

// egressToStores generates the NetworkPolicy that allows the pods of an account to
// connect to the API server, to DNS and to both stores.
func egressToStores(account string) *Object {
	return typed(openshift.NetworkPolicy, &networkingv1.NetworkPolicy{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, account),
		Spec: networkingv1.NetworkPolicySpec{
			PodSelector: metav1.LabelSelector{MatchLabels: podLabels(account)},
			PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeEgress},
			Egress:      []networkingv1.NetworkPolicyEgressRule{{}},
		},
	}, origins{"spec": byDefault("the namespace denies traffic by default, and the addresses of the old store and of the proxy are known only on the cluster")})
}
