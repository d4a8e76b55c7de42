package pipeline

import (
	"bytes"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/verbatim"
	"github.com/registry-profile/registry-profile/validators"
)

// MayConcern reports whether an object may be relevant to the function:
// profiles and policies, kinds that rules check, objects that the function
// generates or has marked, and objects without a kind. The function neither
// changes other objects nor reports diagnostics for them.
func MayConcern(object verbatim.Head) bool {
	switch {
	case object.Kind == "", strings.HasSuffix(object.Kind, "List"), // also SecretList and ResourceList
		object.Kind == v1alpha1.Kind, // in any group
		generators.IsHubKind(openshift.GroupOf(object.APIVersion), object.Kind), // can have the name of a generated one
		validators.Concerns(openshift.GroupOf(object.APIVersion), object.Kind, object.Text):
		return true
	}
	return mentions(object.Text, v1alpha1.Group) || // our API group, marked, or excepted from rules
		mentions(object.Text, generators.BindingPrefix) ||
		sharesFile(object.Text)
}

func mentions(text []byte, word string) bool { return bytes.Contains(text, []byte(word)) }

// sharesFile reports whether an object may be in a file into which the function
// would write a new object: its text contains the annotation and the start of a
// file name of ours.
func sharesFile(text []byte) bool {
	return bytes.Contains(text, pathAnnotation) && slices.ContainsFunc(openshift.Kinds, func(k schema.GroupVersionKind) bool {
		return mentions(text, strings.ToLower(k.Kind)+"_")
	})
}

// pathAnnotation is the common suffix of all annotations for the path.
var pathAnnotation = []byte(strings.TrimPrefix(kioutil.PathAnnotation, "internal."))
