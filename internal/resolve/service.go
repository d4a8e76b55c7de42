package resolve

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// servicePlatforms lists the platforms of each managed service.
var servicePlatforms = map[string][]string{
	v1alpha1.ROSA: {"AWS"},
	v1alpha1.OSD:  {"AWS", "GCP"},
	v1alpha1.ARO:  {"Azure"},
}

// checkService returns an error if the managed service does not exist on the
// platform.
func (p *Profile) checkService() field.ErrorList {
	o := p.Spec.OpenShift
	platforms, known := servicePlatforms[o.ManagedBy]
	if !known || o.Platform == "" || slices.Contains(platforms, o.Platform) {
		return nil
	}
	path := field.NewPath("spec", "openshift", "managedBy")
	return field.ErrorList{field.Invalid(path, o.ManagedBy, fmt.Sprintf("the service runs on %s, not on %s; remove it, or change platform", strings.Join(platforms, " and "), o.Platform))}
}
