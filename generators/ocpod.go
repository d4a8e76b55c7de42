package generators

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// hashed returns a name with a hash of texts. The pod template of a Job is
// immutable, so the name of a Job includes a hash of what it runs.
func hashed(name string, texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\n")))
	return name + "-" + hex.EncodeToString(sum[:4])
}

// ocJob generates a Job that runs a pod of podOf to completion.
func ocJob(name string, pod corev1.PodTemplateSpec, origin resolve.Origin) *Object {
	return typed(openshift.Job, &batchv1.Job{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, name),
		Spec:       ocJobSpec(pod),
	}, origins{"spec": origin})
}

func ocJobSpec(pod corev1.PodTemplateSpec) batchv1.JobSpec {
	return batchv1.JobSpec{
		BackoffLimit:          new(int32(6)),
		ActiveDeadlineSeconds: new(int64(600)),
		Template:              pod,
	}
}

// podOf returns the template of a pod that runs a script with oc. The account and
// the label of the pod have the same name.
func podOf(account, image, script string, env []corev1.EnvVar) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: podLabels(account)},
		Spec: corev1.PodSpec{
			ServiceAccountName: account,
			RestartPolicy:      corev1.RestartPolicyNever,
			SecurityContext: &corev1.PodSecurityContext{
				RunAsNonRoot:   new(true),
				SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
			},
			Containers: []corev1.Container{oc(image, script, env)},
			Volumes:    []corev1.Volume{{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
		},
	}
}

// oc is the container that runs the script.
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

// podLabels are the labels of the pod of an account.
func podLabels(account string) map[string]string {
	return map[string]string{"app.kubernetes.io/name": account}
}

// egressToAPIServer generates the NetworkPolicy that allows the pods of an account
// to connect to the API server where a policy of OpenShift denies all traffic. The
// pod uses the address of the server, so it does not need DNS.
func egressToAPIServer(account string) *Object {
	return typed(openshift.NetworkPolicy, &networkingv1.NetworkPolicy{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, account),
		Spec: networkingv1.NetworkPolicySpec{
			PodSelector: metav1.LabelSelector{MatchLabels: podLabels(account)},
			PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeEgress},
			Egress: []networkingv1.NetworkPolicyEgressRule{{Ports: []networkingv1.NetworkPolicyPort{
				tcp(6443),
				tcp(443), // hosted control planes
			}}},
		},
	}, origins{"spec": byDefault("the namespace denies traffic by default")})
}

func tcp(port int32) networkingv1.NetworkPolicyPort {
	return networkingv1.NetworkPolicyPort{Protocol: new(corev1.ProtocolTCP), Port: new(intstr.FromInt32(port))}
}
