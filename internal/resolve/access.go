package resolve

import (
	"fmt"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

func (p *Profile) checkAccess() field.ErrorList {
	path := field.NewPath("spec", "access")
	var errs field.ErrorList
	for i, a := range p.Spec.Access {
		role, _ := openshift.FindImageRole(a.Role)
		switch namespaces := path.Index(i).Child("namespaces"); {
		case a.Namespaces != nil && len(a.Namespaces) == 0: // an emptied list must not widen the access
			errs = append(errs, field.Required(namespaces, "add at least one namespace, or remove the field to grant the role in all namespaces"))
		case len(a.Namespaces) == 0 && role.Namespaced:
			errs = append(errs, field.Required(namespaces, "add the namespaces; the role also changes the builds of a namespace, and is not granted in all namespaces. To push to all namespaces, set role to system:image-pusher"))
		}
		errs = append(errs, p.checkSubjects(a.Subjects, path.Index(i).Child("subjects"))...)
	}
	if m := p.Spec.Metrics; m != nil {
		errs = append(errs, p.checkSubjects(m.Subjects, field.NewPath("spec", "metrics", "subjects"))...)
	}
	return errs
}

func (p *Profile) checkSubjects(subjects []v1alpha1.Subject, path *field.Path) field.ErrorList {
	if len(subjects) == 0 {
		return field.ErrorList{field.Required(path, "add at least one subject")}
	}
	var errs field.ErrorList
	for i, s := range subjects {
		switch isAccount := s.Kind == rbacv1.ServiceAccountKind; {
		case isAccount && s.Namespace == "":
			errs = append(errs, field.Required(path.Index(i).Child("namespace"), "required for a ServiceAccount; set its namespace"))
		case !isAccount && s.Namespace != "":
			errs = append(errs, field.Forbidden(path.Index(i).Child("namespace"), fmt.Sprintf("not valid for a %s; remove it", s.Kind)))
		}
		if s.Kind == rbacv1.ServiceAccountKind && s.Name != "" && !p.Unknown(s.Name) && len(validation.IsDNS1123Subdomain(s.Name)) > 0 {
			errs = append(errs, field.Invalid(path.Index(i).Child("name"), s.Name, "set the name of a ServiceAccount without its namespace: lowercase letters, digits, '-' and '.'"))
		}
	}
	return errs
}
