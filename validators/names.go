package validators

import (
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// A profile with such a name is not valid.
var rejectedName = Rule{
	ID: "VE004", Severity: Error,
	Title:  "name, host name or size that the API server rejects",
	Why:    "No object can have the value: the API server rejects the manifest, or the operator finds no such object, cannot create the Route, and stops applying all later changes.",
	Remedy: "Correct the value.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			for _, value := range it.rejectable() {
				if value.text == "" || it.rejected(value.path) {
					continue
				}
				if problem := value.check(value.text); problem != "" {
					f := it.at(value.path, value.text)
					f[0].Detail = problem
					found = append(found, f...)
				}
			}
		}
		return found
	},
}

// checkedText is the text of a field that the API server checks when an object
// with it is created.
type checkedText struct {
	path, text string
	check      func(text string) (problem string)
}

// rejectable returns the names, host names and sizes that the schemas of an item
// do not check.
func (it item) rejectable() []checkedText {
	name := func(path ...string) checkedText {
		return checkedText{strings.Join(path, "."), it.text(path...), invalidAs(`format:"dns-subdomain"`)}
	}
	switch it.kind {
	case openshift.Config:
		texts := []checkedText{
			name("spec", "storage", "pvc", "claim"),
			name("spec", "storage", "s3", "trustedCA", "name"),
			name("spec", "storage", "s3", "cloudFront", "privateKey", "name"),
		}
		for i, route := range it.objects("spec", "routes") {
			path := elementPath("spec.routes", i)
			texts = append(texts,
				checkedText{path + ".name", route.text("name"), invalidAs(`format:"dns-subdomain"`)},
				checkedText{path + ".hostname", route.text("hostname"), invalidAs(`format:"route-host"`)},
				checkedText{path + ".secretName", route.text("secretName"), invalidAs(`format:"dns-subdomain"`)})
		}
		return texts
	case openshift.Image:
		return []checkedText{name("spec", "additionalTrustedCA", "name")}
	case openshift.PersistentVolumeClaim:
		size := name("spec", "resources", "requests", "storage")
		size.check = invalidSize
		return []checkedText{name("metadata", "name"), name("spec", "storageClassName"), name("spec", "volumeName"), size}
	case openshift.StorageClass, openshift.PersistentVolume:
		return []checkedText{name("metadata", "name")}
	case openshift.ObjectBucketClaim:
		return []checkedText{name("metadata", "name"), name("spec", "storageClassName")}
	}
	return nil
}

// invalidAs returns the check of a format.
func invalidAs(tag reflect.StructTag) func(text string) string {
	format, _ := decode.FormatOf(tag)
	return func(text string) string {
		if len(format.Check(text)) == 0 {
			return ""
		}
		return "must be " + format.Like
	}
}

// invalidSize checks the size that a claim requests.
func invalidSize(text string) string {
	if size, err := resource.ParseQuantity(text); err != nil || size.Sign() <= 0 {
		return "must be a quantity above zero, for example 100Gi"
	}
	return ""
}
