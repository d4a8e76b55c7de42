package transformers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// sizePath is the path of the size of a PersistentVolumeClaim.
var sizePath = []string{"spec", "resources", "requests", "storage"}

// checkSize returns an event if a desired PersistentVolumeClaim is smaller than
// the existing one: the API server does not shrink a claim.
func checkSize(node *yaml.RNode, object *generators.Object) (Event, bool) {
	i := slices.IndexFunc(object.Fields, func(f generators.Field) bool { return slices.Equal(f.Path, sizePath) })
	if object.Kind != openshift.PersistentVolumeClaim || i < 0 || object.Fields[i].Origin.By == v1alpha1.ByDefault {
		return Event{}, false
	}
	field := object.Fields[i]
	size, err := lookup(node.YNode(), sizePath)
	if err != nil || size == nil {
		return Event{}, false // apply reports what is not a map
	}
	existing, desired := size.Value, fmt.Sprint(field.Value)
	if !lessQuantity(desired, existing) {
		return Event{}, false
	}
	return Event{
		Action: Invalid, Node: node, Field: strings.Join(sizePath, "."),
		Reason: fmt.Sprintf("the claim requests %s, and the profile only %s: the API server does not shrink a claim; set %s to at least %s, or change this manifest if the claim does not exist on the cluster",
			existing, desired, cmp.Or(field.Origin.Path, "the size in the profile"), existing),
	}, true
}

// checkVolumeName returns an event if an existing PersistentVolumeClaim names
// another volume than the desired one: the API server does not change the name.
func checkVolumeName(node *yaml.RNode, object *generators.Object) (Event, bool) {
	existing, _ := stanza(node, []string{"spec"})["volumeName"].(string)
	desired := desiredText(object, "volumeName")
	if object.Kind != openshift.PersistentVolumeClaim || existing == "" || desired == "" || existing == desired {
		return Event{}, false
	}
	return Event{
		Action: Invalid, Node: node, Field: "spec.volumeName",
		Reason: fmt.Sprintf("the claim uses the volume %s, and the profile names %s: the API server does not change the volume of a claim; set the name of the volume in the profile to %s, or change this manifest if the claim does not exist on the cluster",
			existing, desired, existing),
	}, true
}

// lessQuantity reports whether a is less than b. Other texts than quantities are
// not comparable.
func lessQuantity(a, b string) bool {
	x, err := resource.ParseQuantity(a)
	if err != nil {
		return false
	}
	y, err := resource.ParseQuantity(b)
	return err == nil && x.Cmp(y) < 0
}
