package decode

import (
	"reflect"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// tags constrain the fields of Kubernetes types, by type and JSON name. They
// match the checks of the API server. A mistake that only the API server
// detects would leave the registry's Deployment without pods.
var tags = map[reflect.Type]map[string]reflect.StructTag{
	reflect.TypeFor[corev1.ResourceRequirements](): {
		"limits":   `keys:"container-resource"`,
		"requests": `keys:"container-resource"`,
	},
	reflect.TypeFor[corev1.Toleration](): {
		"key": `format:"label-key" empty:"true"`,
		// Without an alpha feature gate, the API server rejects Lt and Gt.
		"operator": oneOf(corev1.TolerationOpExists, corev1.TolerationOpEqual) + ` empty:"true"`,
		"effect":   oneOf(corev1.TaintEffectNoSchedule, corev1.TaintEffectPreferNoSchedule, corev1.TaintEffectNoExecute) + ` empty:"true"`,
	},
	reflect.TypeFor[corev1.TopologySpreadConstraint](): {
		"maxSkew":            `required:"true" min:"1" like:"the maximum difference between the numbers of pods, at least 1"`,
		"topologyKey":        `required:"true" format:"label-key"`,
		"whenUnsatisfiable":  `required:"true" ` + oneOf(corev1.DoNotSchedule, corev1.ScheduleAnyway),
		"minDomains":         `min:"1"`,
		"nodeAffinityPolicy": oneOf(corev1.NodeInclusionPolicyHonor, corev1.NodeInclusionPolicyIgnore),
		"nodeTaintsPolicy":   oneOf(corev1.NodeInclusionPolicyHonor, corev1.NodeInclusionPolicyIgnore),
		"matchLabelKeys":     `format:"label-key"`,
	},
	reflect.TypeFor[corev1.PodAffinityTerm](): {
		"namespaces":        `format:"dns-label"`,
		"topologyKey":       `required:"true" format:"label-key"`,
		"matchLabelKeys":    `format:"label-key"`,
		"mismatchLabelKeys": `format:"label-key"`,
	},
	reflect.TypeFor[corev1.WeightedPodAffinityTerm](): {"weight": weight, "podAffinityTerm": `required:"true"`},
	reflect.TypeFor[corev1.PreferredSchedulingTerm](): {"weight": weight, "preference": `required:"true"`},
	reflect.TypeFor[corev1.NodeSelector]():            {"nodeSelectorTerms": `required:"true" like:"at least one term"`},
	reflect.TypeFor[corev1.VolumeNodeAffinity]():      {"required": `required:"true" like:"nodeSelectorTerms that select the nodes of the volume"`},
	reflect.TypeFor[corev1.NodeSelectorRequirement](): {
		"key": `required:"true" format:"label-key"`,
		"operator": `required:"true" ` + oneOf(
			corev1.NodeSelectorOpIn, corev1.NodeSelectorOpNotIn, corev1.NodeSelectorOpExists,
			corev1.NodeSelectorOpDoesNotExist, corev1.NodeSelectorOpGt, corev1.NodeSelectorOpLt,
		),
	},
	reflect.TypeFor[metav1.LabelSelector](): {"matchLabels": `keys:"label-key" format:"label-value"`},
	reflect.TypeFor[metav1.LabelSelectorRequirement](): {
		"key": `required:"true" format:"label-key"`,
		"operator": `required:"true" ` + oneOf(
			metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn, metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist,
		),
		"values": `format:"label-value"`,
	},
}

const weight = `required:"true" min:"1" max:"100" like:"a weight from 1 to 100"`

func oneOf[T ~string](values ...T) reflect.StructTag {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return reflect.StructTag(`enum:"` + strings.Join(texts, "|") + `"`)
}

// Tag returns the tag of a field of t. For a Kubernetes type, it includes the
// entry in tags.
func Tag(t reflect.Type, f reflect.StructField) reflect.StructTag {
	if more := tags[t][JSONName(f)]; more != "" {
		return f.Tag + " " + more
	}
	return f.Tag
}

// checks validate what tags cannot express, of structs and lists. They run only
// on values without other errors.
var checks = map[reflect.Type]func(value any, path *field.Path) field.ErrorList{
	reflect.TypeFor[corev1.ResourceRequirements]():       check(checkResources),
	reflect.TypeFor[corev1.Toleration]():                 check(checkToleration),
	reflect.TypeFor[corev1.TopologySpreadConstraint]():   check(checkSpread),
	reflect.TypeFor[[]corev1.TopologySpreadConstraint](): check(checkSpreads),
	reflect.TypeFor[corev1.PodAffinityTerm]():            check(checkPodAffinityTerm),
	reflect.TypeFor[corev1.NodeSelector]():               check(checkNodeSelector),
	reflect.TypeFor[corev1.NodeSelectorTerm]():           check(checkNodeSelectorTerm),
	reflect.TypeFor[metav1.LabelSelectorRequirement](): check(func(r metav1.LabelSelectorRequirement, path *field.Path) field.ErrorList {
		return metav1validation.ValidateLabelSelectorRequirement(r, metav1validation.LabelSelectorValidationOptions{}, path)
	}),
}

func check[T any](f func(T, *field.Path) field.ErrorList) func(any, *field.Path) field.ErrorList {
	return func(value any, path *field.Path) field.ErrorList { return f(value.(T), path) }
}

// PodSettings are the settings of pods that a Config or an ImagePruner copies to
// a Deployment or a CronJob.
type PodSettings struct {
	NodeSelector              map[string]string                 `json:"nodeSelector,omitempty" keys:"label-key" format:"label-value"`
	Tolerations               []corev1.Toleration               `json:"tolerations,omitempty"`
	Affinity                  *corev1.Affinity                  `json:"affinity,omitempty"`
	TopologySpreadConstraints []corev1.TopologySpreadConstraint `json:"topologySpreadConstraints,omitempty"`
	Resources                 *corev1.ResourceRequirements      `json:"resources,omitempty"`
}
