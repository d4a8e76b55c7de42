package resolve

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Access gives people, groups and programs a role in namespaces.
type Access struct {
	// Role to give: registry-viewer and system:image-puller pull,
	// registry-editor, system:image-builder and system:image-pusher push too.
	Role string `json:"role" required:"true" enum:"registry-viewer|registry-editor|system:image-puller|system:image-builder|system:image-pusher" example:"registry-viewer"`
	// Namespaces whose images are meant.
	Namespaces []string `json:"namespaces" required:"true" pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" max:"63" like:"names of namespaces" example:"[\"team-a\"]"`
	// Who gets the role.
	Subjects []Subject `json:"subjects" required:"true"`
}

// Subject is somebody who gets a role.
type Subject struct {
	// Kind of the subject.
	Kind string `json:"kind" required:"true" enum:"User|Group|ServiceAccount" example:"Group"`
	// Name of the subject.
	Name string `json:"name" required:"true" example:"team-a-developers"`
	// Namespace of a ServiceAccount.
	Namespace string `json:"namespace,omitempty" pattern:"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" max:"63" like:"the name of a namespace"`
}

// Metrics gives access to the registry's metrics.
type Metrics struct {
	// Who may read /extensions/v2/metrics.
	Subjects []Subject `json:"subjects" required:"true"`
}

func (p *RegistryProfile) checkAccess() field.ErrorList {
	path := field.NewPath("spec", "access")
	var errs field.ErrorList
	for i, a := range p.Spec.Access {
		if len(a.Namespaces) == 0 {
			errs = append(errs, field.Required(path.Index(i).Child("namespaces"), "name at least one namespace"))
		}
		errs = append(errs, checkSubjects(a.Subjects, path.Index(i).Child("subjects"))...)
	}
	if m := p.Spec.Metrics; m != nil {
		errs = append(errs, checkSubjects(m.Subjects, field.NewPath("spec", "metrics", "subjects"))...)
	}
	return errs
}

func checkSubjects(subjects []Subject, path *field.Path) field.ErrorList {
	if len(subjects) == 0 {
		return field.ErrorList{field.Required(path, "name at least one subject")}
	}
	var errs field.ErrorList
	for i, s := range subjects {
		switch isAccount := s.Kind == "ServiceAccount"; {
		case isAccount && s.Namespace == "":
			errs = append(errs, field.Required(path.Index(i).Child("namespace"), "a ServiceAccount has one"))
		case !isAccount && s.Namespace != "":
			errs = append(errs, field.Forbidden(path.Index(i).Child("namespace"), fmt.Sprintf("a %s has none; remove it", s.Kind)))
		}
	}
	return errs
}
