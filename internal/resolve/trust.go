package resolve

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// checkTrust returns an error for each registry whose port is set twice.
func (p *Profile) checkTrust() field.ErrorList {
	var errs field.ErrorList
	if t := p.Spec.Trust.Registries; t != nil {
		for i, c := range t.Certificates {
			if c.Port != 0 && strings.Contains(c.Host, ":") {
				path := field.NewPath("spec", "trust", "registries", "certificates").Index(i).Child("port")
				errs = append(errs, field.Forbidden(path, "the port is also set in host; remove one of them"))
			}
		}
	}
	return errs
}
