package resolve

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// ParsePolicy decodes the policy in node and sets its defaults. It returns the
// policy and all errors.
func ParsePolicy(node *yaml.Node) (*v1alpha1.RegistryPolicy, field.ErrorList) {
	p := &v1alpha1.RegistryPolicy{}
	if errs := checkType(yaml.NewRNode(node), v1alpha1.PolicyKind); len(errs) > 0 {
		return p, errs
	}
	expanded, err := decode.Expand(node)
	if err != nil {
		return p, field.ErrorList{field.Invalid(field.NewPath("spec"), field.OmitValueType{}, err.Error())}
	}
	errs := decode.Decode(expanded, p, nil, Advise)
	decode.Default(&p.Spec, field.NewPath("spec"), func(*field.Path) {})
	return p, append(errs, NotCausedBy(errs, checkPolicy(p))...)
}

func checkPolicy(p *v1alpha1.RegistryPolicy) field.ErrorList {
	path := field.NewPath("spec", "openshift")
	var errs field.ErrorList
	if v := p.Spec.OpenShift.Version; v != "" {
		if _, err := openshift.ParseRelease(v); err != nil {
			errs = append(errs, field.Invalid(path.Child("version"), v, err.Error()))
		}
	}
	if name := p.Spec.OpenShift.Platform; name != "" && openshift.FindPlatform(name).Name == "" {
		errs = append(errs, decode.NotSupported(path.Child("platform"), name, openshift.PlatformNames()))
	}
	first := map[string]int{}
	for i, o := range p.Spec.Rules {
		other, known := first[o.ID]
		if !known {
			first[o.ID] = i
			continue
		}
		err := field.Duplicate(field.NewPath("spec", "rules").Index(i).Child("id"), o.ID)
		err.Detail = fmt.Sprintf("spec.rules[%d] already overrides this rule; keep one of them", other)
		errs = append(errs, err)
	}
	return errs
}
