package fn

import (
	"time"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/validators"
)

// runPolicy holds the items against the rules, as the policy says. It changes
// no item.
func runPolicy(rl *ResourceList) bool {
	ref := refTo(rl.FunctionConfig)
	policy, errs := resolve.ParsePolicy(rl.FunctionConfig.YNode())
	errs = append(errs, unknownRules(policy)...)
	if len(errs) > 0 {
		rl.Results = append(rl.Results, fromErrors(ref, errs)...)
		return false
	}
	rl.Silent = policy.Spec.Output == resolve.OutputNone
	rl.Results = append(rl.Results, rl.oddItems()...)
	in := validators.Input{Items: rl.Items, Cluster: validators.ClusterOfPolicy(policy), Now: time.Now()}
	var self *yaml.RNode
	for _, item := range rl.Items {
		if item.GetKind() != resolve.Kind || item.GetApiVersion() != resolve.APIVersion {
			continue
		}
		p, results := CheckWith(item, policy.Spec.Rules, false)
		rl.Results = append(rl.Results, results...)
		in.RegistryProfile, self = p, item
	}
	found := validators.Except(validators.CheckItems(in), policy.Spec.Rules, self)
	rl.Results = append(rl.Results, fromFindings(ref, Unsaid(found, rl.Results))...)
	for _, r := range rl.Results {
		if r.Severity == sdk.Error || r.Severity == sdk.Warning && policy.Spec.FailOn == resolve.FailOnWarning {
			return false
		}
	}
	return true
}

// unknownRules finds overrides of rules that there are not.
func unknownRules(policy *resolve.RegistryPolicy) field.ErrorList {
	var errs field.ErrorList
	for i, o := range policy.Spec.Rules {
		if !validators.Known(o.ID) {
			errs = append(errs, field.NotFound(field.NewPath("spec", "rules").Index(i).Child("id"), o.ID))
		}
	}
	return errs
}
