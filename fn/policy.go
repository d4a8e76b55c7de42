package fn

import (
	"time"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"

	"github.com/registry-profile/registry-profile/fn/profile"
	"github.com/registry-profile/registry-profile/validators"
)

// runPolicy holds the items against the rules, as the policy says. It changes
// no item.
func runPolicy(rl *ResourceList) bool {
	ref := refTo(rl.FunctionConfig)
	policy, errs := profile.ParsePolicy(rl.FunctionConfig.YNode())
	if len(errs) > 0 {
		rl.Results = append(rl.Results, fromErrors(ref, errs)...)
		return false
	}
	rl.Silent = policy.Spec.Output == profile.OutputNone
	rl.Results = append(rl.Results, oddItems(rl.Items)...)
	in := validators.Input{Items: rl.Items, Now: time.Now()}
	for _, item := range rl.Items {
		if item.GetKind() != profile.Kind || item.GetApiVersion() != profile.APIVersion {
			continue
		}
		p, results := Check(item)
		rl.Results = append(rl.Results, results...)
		in.RegistryProfile = p
	}
	rl.Results = append(rl.Results, fromFindings(ref, validators.CheckItems(in))...)
	for _, r := range rl.Results {
		if r.Severity == sdk.Error || r.Severity == sdk.Warning && policy.Spec.FailOn == profile.FailOnWarning {
			return false
		}
	}
	return true
}
