package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ImagePruner holds the fields of ImagePruner.spec.
type ImagePruner struct {
	// Schedule of the pruning job, as a cron expression. If omitted, the operator
	// prunes daily at midnight.
	Schedule string `json:"schedule,omitempty" example:"0 0 * * *"`
	// Whether pruning is suspended. While the registry is Removed, pruning
	// continues, but for metadata only.
	Suspend *bool `json:"suspend,omitempty"`
	// Number of revisions to keep for each tag. If omitted, the operator keeps 3.
	KeepTagRevisions *int `json:"keepTagRevisions,omitempty" min:"0" example:"3"`
	// Minimum age of images to prune, as a Go duration. If omitted, the operator
	// uses 60m.
	KeepYoungerThanDuration *metav1.Duration `json:"keepYoungerThanDuration,omitempty" example:"\"60m\""`
	// Compute resources of the pruning job.
	Resources *corev1.ResourceRequirements `json:"resources,omitempty"`
	// Affinity of the pods of the pruning job.
	Affinity *corev1.Affinity `json:"affinity,omitempty"`
	// Role of the nodes on which the pruning job runs. It sets nodeSelector and
	// tolerations, which must then be omitted. OperatorDefault sets neither. Defaults
	// to spec.registry.placement if nodeSelector and tolerations are omitted.
	Placement Placement `json:"placement,omitempty" enum:"OperatorDefault|Infra|Worker|ControlPlane" example:"Infra"`
	// Labels of the nodes on which the pruning job can run.
	NodeSelector map[string]string `json:"nodeSelector,omitempty" keys:"label-key" format:"label-value"`
	// Taints that the pruning job tolerates.
	Tolerations []corev1.Toleration `json:"tolerations,omitempty"`
	// Number of successful jobs to keep. If omitted, the operator keeps 3.
	SuccessfulJobsHistoryLimit *int32 `json:"successfulJobsHistoryLimit,omitempty" min:"0"`
	// Number of failed jobs to keep. If omitted, the operator keeps 3.
	FailedJobsHistoryLimit *int32 `json:"failedJobsHistoryLimit,omitempty" min:"0"`
	// Whether the pruning job continues if it cannot parse an image reference.
	IgnoreInvalidImageReferences *bool `json:"ignoreInvalidImageReferences,omitempty"`
	// Log level of the pruning job.
	LogLevel string `json:"logLevel,omitempty" enum:"Normal|Debug|Trace|TraceAll"`
}
