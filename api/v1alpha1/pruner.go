package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ImagePruner holds the fields of ImagePruner.spec.
type ImagePruner struct {
	// When images are pruned, as a cron expression; the operator's default is
	// every midnight.
	Schedule string `json:"schedule,omitempty" example:"0 0 * * *"`
	// Do not prune. Pruning goes on, of metadata only, while the registry is
	// Removed.
	Suspend *bool `json:"suspend,omitempty"`
	// Revisions of each tag to keep; the operator's default is 3.
	KeepTagRevisions *int `json:"keepTagRevisions,omitempty" min:"0" example:"3"`
	// Keep what is younger; the operator's default is 60m.
	KeepYoungerThanDuration *metav1.Duration `json:"keepYoungerThanDuration,omitempty" example:"\"60m\""`
	// Compute resources of the pruning job.
	Resources *corev1.ResourceRequirements `json:"resources,omitempty"`
	// Affinity of the pruning job's pods.
	Affinity *corev1.Affinity `json:"affinity,omitempty"`
	// Labels of the nodes that may run the pruning job.
	NodeSelector map[string]string `json:"nodeSelector,omitempty" keys:"label-key" format:"label-value"`
	// Taints that the pruning job tolerates.
	Tolerations []corev1.Toleration `json:"tolerations,omitempty"`
	// Successful jobs to keep; the operator's default is 3.
	SuccessfulJobsHistoryLimit *int32 `json:"successfulJobsHistoryLimit,omitempty" min:"0"`
	// Failed jobs to keep; the operator's default is 3.
	FailedJobsHistoryLimit *int32 `json:"failedJobsHistoryLimit,omitempty" min:"0"`
	// Prune although some image references cannot be parsed.
	IgnoreInvalidImageReferences *bool `json:"ignoreInvalidImageReferences,omitempty"`
	// Log level of the pruning job.
	LogLevel string `json:"logLevel,omitempty" enum:"Normal|Debug|Trace|TraceAll"`
}
