package decode

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
)

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
	return append(errs, checkLabelKeys(path.Child("matchLabelKeys"), c.MatchLabelKeys, c.LabelSelector)...)
}

// checkSpreads checks that no two constraints have the same topology key and the
// same action, which identify a constraint.
func checkSpreads(constraints []corev1.TopologySpreadConstraint, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	for i, c := range constraints {
		if slices.ContainsFunc(constraints[:i], func(other corev1.TopologySpreadConstraint) bool {
			return other.TopologyKey == c.TopologyKey && other.WhenUnsatisfiable == c.WhenUnsatisfiable
		}) {
			err := field.Duplicate(path.Index(i).Child("topologyKey"), displayed(c.TopologyKey))
			err.Detail = fmt.Sprintf("another constraint has the same key and whenUnsatisfiable: %s; keep one of them", c.WhenUnsatisfiable)
			errs = append(errs, err)
		}
	}
	return errs
}

func checkPodAffinityTerm(t corev1.PodAffinityTerm, path *field.Path) field.ErrorList {
	errs := checkLabelKeys(path.Child("matchLabelKeys"), t.MatchLabelKeys, t.LabelSelector)
	if len(t.MismatchLabelKeys) > 0 && t.LabelSelector == nil {
		errs = append(errs, field.Forbidden(path.Child("mismatchLabelKeys"), "valid only with labelSelector; remove it, or set labelSelector"))
	}
	for i, key := range t.MatchLabelKeys {
		if slices.Contains(t.MismatchLabelKeys, key) {
			errs = append(errs, field.Invalid(path.Child("matchLabelKeys").Index(i), displayed(key), "is also in mismatchLabelKeys; remove one of them"))
		}
	}
	return errs
}

// checkLabelKeys checks keys that are merged into a selector: the pod is rejected
// if the selector already has one of them.
func checkLabelKeys(path *field.Path, keys []string, selector *metav1.LabelSelector) field.ErrorList {
	switch {
	case len(keys) == 0:
		return nil
	case selector == nil:
		return field.ErrorList{field.Forbidden(path, "valid only with labelSelector; remove it, or set labelSelector")}
	}
	var errs field.ErrorList
	for i, key := range keys {
		_, selected := selector.MatchLabels[key]
		if selected || slices.ContainsFunc(selector.MatchExpressions, func(r metav1.LabelSelectorRequirement) bool { return r.Key == key }) {
			errs = append(errs, field.Invalid(path.Index(i), displayed(key), "is also a key of labelSelector; remove one of them"))
		}
	}
	return errs
}

func checkNodeSelector(s corev1.NodeSelector, path *field.Path) field.ErrorList {
	if len(s.NodeSelectorTerms) == 0 {
		return field.ErrorList{field.Required(path.Child("nodeSelectorTerms"), "add at least one term")}
	}
	return nil
}

// checkNodeSelectorTerm checks a term as the scheduler parses it. The API server
// accepts some terms that the scheduler rejects, such as a Gt with a value that is
// not an integer; the pod then stays Pending.
func checkNodeSelectorTerm(t corev1.NodeSelectorTerm, path *field.Path) field.ErrorList {
	_, err := nodeaffinity.NewNodeSelector(&corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{t}})
	errs := fieldErrors(err, "nodeSelectorTerms[0]", path)
	name := formats["dns-subdomain"]
	for i, r := range t.MatchFields {
		path := path.Child("matchFields").Index(i)
		if r.Key != metav1.ObjectNameField {
			errs = append(errs, NotSupported(path.Child("key"), r.Key, []string{metav1.ObjectNameField}))
		}
		for j, value := range r.Values {
			if len(name.Check(value)) > 0 {
				errs = append(errs, field.Invalid(path.Child("values").Index(j), displayed(value), "set the name of a node: "+name.Like))
			}
		}
	}
	return errs
}

// fieldErrors returns the errors of fields that a function of Kubernetes has
// aggregated, below path instead of below prefix.
func fieldErrors(err error, prefix string, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	var aggregate utilerrors.Aggregate
	if !errors.As(err, &aggregate) {
		return nil
	}
	for _, err := range utilerrors.Flatten(aggregate).Errors() {
		var one *field.Error
		if errors.As(err, &one) {
			moved := *one
			moved.Field = path.String() + strings.TrimPrefix(one.Field, prefix)
			if list, element, ok := strings.Cut(moved.Field, ".values["); ok {
				i, _, _ := strings.Cut(element, "]") // without the key of the label, which follows
				moved.Field = list + ".values[" + i + "]"
			}
			if text, ok := one.BadValue.(string); ok {
				moved.BadValue = displayed(text)
			} else {
				moved.BadValue = field.OmitValueType{}
			}
			errs = append(errs, &moved)
		}
	}
	return errs
}
