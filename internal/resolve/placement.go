package resolve

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var prunerPath = field.NewPath("spec", "imagePruner")

// defaultPlacement sets the node selector and the tolerations of a placement. The
// pruner runs on the nodes of the registry unless the profile sets its nodes.
func (p *Profile) defaultPlacement() {
	r, pruner := &p.Spec.Registry, p.Spec.ImagePruner
	p.place(registryPath, registryPath.Child("placement"), r.Placement, &r.NodeSelector, &r.Tolerations)
	if pruner == nil {
		return
	}
	placement, source := pruner.Placement, prunerPath.Child("placement")
	if placement == "" {
		placement, source = r.Placement, registryPath.Child("placement")
	}
	p.place(prunerPath, source, placement, &pruner.NodeSelector, &pruner.Tolerations)
}

// place sets the fields of an object that follow from a placement, with the
// placement as their origin. It leaves an object that sets one of them unchanged.
func (p *Profile) place(object, source *field.Path, placement v1alpha1.Placement, selector *map[string]string, tolerations *[]corev1.Toleration) {
	role, known := openshift.NodeRoles[string(placement)]
	if !known || len(*selector) > 0 || len(*tolerations) > 0 {
		return
	}
	origin := v1alpha1.Origin{By: v1alpha1.ByProfile, Path: source.String()}
	*selector = role.NodeSelector()
	*tolerations = slices.Clone(role.Tolerations)
	p.origins[object.Child("nodeSelector").String()] = origin
	p.origins[object.Child("tolerations").String()] = origin
}

// RolesReplaced returns the labels of node roles that a placement of an object,
// spec.registry or spec.imagePruner, replaces: an object that selects two roles
// runs only on nodes with both. The list is empty without a placement.
func (p *Profile) RolesReplaced(object string) []string {
	source := p.origins[object+".nodeSelector"].Path
	placement := p.Spec.Registry.Placement
	if source == prunerPath.Child("placement").String() {
		placement = p.Spec.ImagePruner.Placement
	}
	if source == "" {
		return nil
	}
	return openshift.NodeRoles[string(placement)].Others()
}

// checkPlacement returns an error for an object with a placement and with fields
// that the placement sets.
func (p *Profile) checkPlacement() field.ErrorList {
	check := func(object *field.Path, placement v1alpha1.Placement, selector map[string]string, tolerations []corev1.Toleration) field.ErrorList {
		var set []string
		if len(selector) > 0 {
			set = append(set, "nodeSelector")
		}
		if len(tolerations) > 0 {
			set = append(set, "tolerations")
		}
		if placement == "" || len(set) == 0 {
			return nil
		}
		return field.ErrorList{field.Invalid(object.Child("placement"), string(placement),
			"not valid together with "+strings.Join(set, " and ")+", which it determines; remove placement, or remove "+strings.Join(set, " and "))}
	}
	r := p.Written.Spec.Registry
	errs := check(registryPath, r.Placement, r.NodeSelector, r.Tolerations)
	if pruner := p.Written.Spec.ImagePruner; pruner != nil {
		errs = append(errs, check(prunerPath, pruner.Placement, pruner.NodeSelector, pruner.Tolerations)...)
	}
	return errs
}
