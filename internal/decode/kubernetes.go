package decode

import (
	"fmt"
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
		"key":      `format:"label-key" empty:"true"`,
		"operator": oneOf(corev1.TolerationOpExists, corev1.TolerationOpEqual, corev1.TolerationOpLt, corev1.TolerationOpGt) + ` empty:"true"`,
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

// checks validate what tags cannot express. They run only on values without
// other errors.
var checks = map[reflect.Type]func(value any, path *field.Path) field.ErrorList{
	reflect.TypeFor[corev1.Toleration]():               check(checkToleration),
	reflect.TypeFor[corev1.TopologySpreadConstraint](): check(checkSpread),
	reflect.TypeFor[corev1.NodeSelector]():             check(checkNodeSelector),
	reflect.TypeFor[corev1.NodeSelectorTerm]():         check(checkNodeSelectorTerm),
	reflect.TypeFor[corev1.NodeSelectorRequirement]():  check(checkNodeSelectorRequirement),
	reflect.TypeFor[metav1.LabelSelectorRequirement](): check(func(r metav1.LabelSelectorRequirement, path *field.Path) field.ErrorList {
		return metav1validation.ValidateLabelSelectorRequirement(r, metav1validation.LabelSelectorValidationOptions{}, path)
	}),
}

func check[T any](f func(T, *field.Path) field.ErrorList) func(any, *field.Path) field.ErrorList {
	return func(value any, path *field.Path) field.ErrorList { return f(value.(T), path) }
}

func checkToleration(t corev1.Toleration, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	switch t.Operator {
	case corev1.TolerationOpExists:
		if t.Value != "" {
			errs = append(errs, field.Forbidden(path.Child("value"), "not valid with operator: Exists; remove it, or set operator: Equal"))
		}
	case corev1.TolerationOpEqual, "":
		if f := formats["label-value"]; len(f.Check(t.Value)) > 0 {
			errs = append(errs, field.Invalid(path.Child("value"), displayed(t.Value), "set "+f.Like))
		}
	}
	if t.Key == "" && t.Operator != corev1.TolerationOpExists {
		errs = append(errs, field.Required(path.Child("key"), "set the key of the taint, or set operator: Exists to tolerate all taints"))
	}
	if t.TolerationSeconds != nil && t.Effect != corev1.TaintEffectNoExecute {
		errs = append(errs, field.Forbidden(path.Child("tolerationSeconds"), "valid only with effect: NoExecute; remove it, or set that effect"))
	}
	return errs
}

func checkSpread(c corev1.TopologySpreadConstraint, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	if c.MinDomains != nil && c.WhenUnsatisfiable != corev1.DoNotSchedule {
		errs = append(errs, field.Forbidden(path.Child("minDomains"), "valid only with whenUnsatisfiable: DoNotSchedule; remove it, or set that value"))
	}
	if len(c.MatchLabelKeys) > 0 && c.LabelSelector == nil {
		errs = append(errs, field.Forbidden(path.Child("matchLabelKeys"), "valid only with labelSelector; remove it, or set labelSelector"))
	}
	return errs
}

func checkNodeSelector(s corev1.NodeSelector, path *field.Path) field.ErrorList {
	if len(s.NodeSelectorTerms) == 0 {
		return field.ErrorList{field.Required(path.Child("nodeSelectorTerms"), "add at least one term")}
	}
	return nil
}

// checkNodeSelectorTerm checks the values of label requirements. The values of
// field requirements are node names, which can be longer.
func checkNodeSelectorTerm(t corev1.NodeSelectorTerm, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	f := formats["label-value"]
	for i, r := range t.MatchExpressions {
		for j, value := range r.Values {
			if len(f.Check(value)) > 0 {
				errs = append(errs, field.Invalid(path.Child("matchExpressions").Index(i).Child("values").Index(j), displayed(value), "set "+f.Like))
			}
		}
	}
	return errs
}

func checkNodeSelectorRequirement(r corev1.NodeSelectorRequirement, path *field.Path) field.ErrorList {
	path = path.Child("values")
	switch r.Operator {
	case corev1.NodeSelectorOpIn, corev1.NodeSelectorOpNotIn:
		if len(r.Values) == 0 {
			return field.ErrorList{field.Required(path, fmt.Sprintf("operator %s requires at least one value", r.Operator))}
		}
	case corev1.NodeSelectorOpExists, corev1.NodeSelectorOpDoesNotExist:
		if len(r.Values) > 0 {
			return field.ErrorList{field.Forbidden(path, fmt.Sprintf("not valid with operator: %s; remove the values", r.Operator))}
		}
	case corev1.NodeSelectorOpGt, corev1.NodeSelectorOpLt:
		if len(r.Values) != 1 {
			return field.ErrorList{field.Required(path, fmt.Sprintf("operator %s requires exactly one value", r.Operator))}
		}
	}
	return nil
}
