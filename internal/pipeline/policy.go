package pipeline

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/validators"
)

// Policy parses a RegistryPolicy of the repository and checks it. It adds the overrides
// of the policy to the exceptions.
func Policy(node *yaml.RNode, exceptions *validators.Exceptions) (*v1alpha1.RegistryPolicy, []v1alpha1.Diagnostic) {
	policy, errs := resolve.ParsePolicy(node.YNode())
	found := fromErrors(node, append(errs, unknownRules(policy)...))
	broken := validators.CheckPolicy(policy)
	for i := range broken {
		broken[i] = broken[i].On(node)
	}
	*exceptions = exceptions.With(v1alpha1.ObjectName(node), policy.Spec.Rules)
	return policy, append(found, exceptions.Apply(broken, node)...)
}

// runPolicy checks the items against the policy. It changes no item.
func (f Function) runPolicy(rl *krm.ResourceList) bool {
	policy, found := Policy(rl.FunctionConfig, &f.Exceptions)
	rl.Diagnostics = append(rl.Diagnostics, found...)
	if v1alpha1.HasErrors(found) {
		return false
	}
	rl.Silent = policy.Spec.Output == v1alpha1.OutputNone
	if f.Rules != AllRules {
		return true
	}
	rl.Diagnostics = append(rl.Diagnostics, uncheckedItems(rl)...)
	in := f.input(nil, rl.Items)
	in.Cluster = policy.Spec.OpenShift
	var self *yaml.RNode
	for _, item := range rl.Items {
		if openshift.GroupOf(item.GetApiVersion()) != v1alpha1.Group || isPolicy(item) {
			continue
		}
		p, found := f.Profile(item, rl.Items...)
		rl.Diagnostics = append(rl.Diagnostics, found...)
		if p != nil {
			in.Profile, self = p.Written, item
		}
	}
	found = f.Exceptions.Apply(validators.CheckItems(in), self)
	for _, d := range WithoutReported(found, rl.Diagnostics) {
		rl.Diagnostics = append(rl.Diagnostics, at(d, d.Node))
	}
	for _, d := range rl.Diagnostics {
		if d.Severity == v1alpha1.SeverityError || d.Severity == v1alpha1.SeverityWarning && policy.Spec.FailOn == v1alpha1.FailOnWarning {
			return false
		}
	}
	return true
}

// unknownRules finds overrides of rules that do not exist.
func unknownRules(policy *v1alpha1.RegistryPolicy) field.ErrorList {
	var errs field.ErrorList
	for i, o := range policy.Spec.Rules {
		if o.ID != "" && !validators.Known(o.ID) { // an empty ID is missing
			err := field.NotFound(field.NewPath("spec", "rules").Index(i).Child("id"), o.ID)
			err.Detail = "run registry-profile explain for a list of the rules"
			if guess := validators.Closest(o.ID); guess != "" {
				err.Detail = fmt.Sprintf("did you mean %q? ", guess) + err.Detail
			}
			errs = append(errs, err)
		}
	}
	return errs
}
