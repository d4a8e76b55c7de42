package profile

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/strict"
)

// PolicyKind is the kind of RegistryPolicy.
const PolicyKind = "RegistryPolicy"

// RegistryPolicy is the configuration of the function as a validator: it
// changes nothing, and holds the items against the rules.
type RegistryPolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	// What the validator shall do.
	Spec PolicySpec `json:"spec,omitempty"`
}

// PolicySpec is the specification of a RegistryPolicy.
type PolicySpec struct {
	// Severity that fails the build.
	FailOn string `json:"failOn,omitempty" enum:"Error|Warning" default:"Error"`
	// PassThrough writes the items as they came. None writes nothing, which
	// kustomize's validators need; anywhere else it deletes every item.
	Output string `json:"output,omitempty" enum:"PassThrough|None" default:"PassThrough"`
}

// Values of the policy's fields.
const (
	FailOnWarning = "Warning"
	OutputNone    = "None"
)

// ParsePolicy reads the policy in node, fills in its defaults and returns it
// with all that is wrong with it.
func ParsePolicy(node *yaml.Node) (*RegistryPolicy, field.ErrorList) {
	p := &RegistryPolicy{}
	if errs := checkType(yaml.NewRNode(node), PolicyKind); len(errs) > 0 {
		return p, errs
	}
	expanded, err := strict.Expand(node)
	if err != nil {
		return p, field.ErrorList{field.Invalid(field.NewPath("spec"), field.OmitValueType{}, err.Error())}
	}
	errs := strict.Decode(expanded, p, nil)
	strict.Default(&p.Spec, field.NewPath("spec"), func(*field.Path) {})
	return p, errs
}
