package resolve

import (
	"cmp"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// maxPolicyLength is the maximum length of the name and the namespace of a Policy
// together: the webhook of governance-policy-propagator rejects a longer one,
// because both and a dot become a label value.
const maxPolicyLength = validation.LabelValueMaxLength - 1

var deliveryPath = field.NewPath("spec", "delivery")

// OnHub reports whether the manifests of a tool are applied to a hub cluster.
func OnHub(tool string) bool { return tool == v1alpha1.ACM || tool == v1alpha1.Hive }

// defaultHub sets the names of the objects on the hub. The name of a Policy must not
// contain dots, because the hub joins it to the namespace with a dot.
func (p *Profile) defaultHub() {
	d := &p.Spec.Delivery
	name := "image-registry-" + p.Name
	if d.ACM != nil && d.ACM.PolicyName == "" {
		d.ACM.PolicyName = strings.ReplaceAll(name, ".", "-")
	}
	if d.Hive != nil && d.Hive.Name == "" {
		d.Hive.Name = name
	}
}

// checkHub checks the fields of the tools that apply manifests from a hub.
func (p *Profile) checkHub() field.ErrorList {
	d := p.Spec.Delivery
	var errs field.ErrorList
	for _, part := range []struct {
		tool, key string
		set       bool
	}{{v1alpha1.ACM, "acm", d.ACM != nil}, {v1alpha1.Hive, "hive", d.Hive != nil}} {
		path := deliveryPath.Child(part.key)
		switch {
		case part.set && d.Tool != part.tool:
			errs = append(errs, field.Forbidden(path, fmt.Sprintf("valid only with tool: %s, not with tool: %s; remove it or change the tool", part.tool, d.Tool)))
		case !part.set && d.Tool == part.tool:
			errs = append(errs, field.Required(path, "required with tool: "+part.tool))
		}
	}
	if len(errs) > 0 {
		return errs
	}
	switch d.Tool {
	case v1alpha1.ACM:
		return checkACM(d.ACM)
	case v1alpha1.Hive:
		return checkHive(d.Hive)
	}
	return nil
}

func checkACM(a *v1alpha1.ACMPolicy) field.ErrorList {
	path := deliveryPath.Child("acm")
	errs := oneSelector(path, "placement", a.Placement, "clusterSelector", a.ClusterSelector)
	if n := len(a.Namespace) + len(a.PolicyName); n > maxPolicyLength {
		errs = append(errs, field.Invalid(path.Child("policyName"), a.PolicyName,
			fmt.Sprintf("has %d characters together with the namespace %s, but Advanced Cluster Management supports %d; set a shorter name", n, a.Namespace, maxPolicyLength)))
	}
	return errs
}

func checkHive(h *v1alpha1.HiveSyncSet) field.ErrorList {
	path := deliveryPath.Child("hive")
	errs := oneSelector(path, "clusterDeployment", h.ClusterDeployment, "clusterDeploymentSelector", h.ClusterDeploymentSelector)
	switch {
	case len(errs) > 0:
	case h.ClusterDeployment != "" && h.Namespace == "":
		errs = append(errs, field.Required(path.Child("namespace"), "set the namespace of the ClusterDeployment "+h.ClusterDeployment))
	case h.ClusterDeployment == "" && h.Namespace != "":
		errs = append(errs, field.Forbidden(path.Child("namespace"), "a SelectorSyncSet has no namespace; remove it, or set clusterDeployment instead of clusterDeploymentSelector"))
	}
	return errs
}

// oneSelector returns an error unless exactly one of two fields selects the cluster.
// An empty selector selects all clusters, which do not share one profile.
func oneSelector(path *field.Path, nameKey, name, labelsKey string, labels map[string]string) field.ErrorList {
	switch both := cmp.Compare(len(name), 0) + cmp.Compare(len(labels), 0); both {
	case 0:
		return field.ErrorList{field.Required(path, fmt.Sprintf("set %s or %s to select the cluster", nameKey, labelsKey))}
	case 2:
		return field.ErrorList{field.Forbidden(path.Child(labelsKey), fmt.Sprintf("%s also selects the cluster; remove one of them", nameKey))}
	}
	return nil
}
