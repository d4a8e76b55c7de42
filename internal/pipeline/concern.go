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

// Concerns reports whether an object may concern the function: profiles and
// policies, what rules are about, what the function makes or has marked, and
// what is odd. Others it neither changes nor says anything about.
func Concerns(object verbatim.Head) bool {
	switch {
	case object.Kind == "", strings.HasSuffix(object.Kind, "List"), // also SecretList, and ResourceList
		object.Kind == v1alpha1.Kind, // of whatever group
		validators.Concerns(openshift.GroupOf(object.APIVersion), object.Kind, object.Text):
		return true
	}
	return mentions(object.Text, v1alpha1.Group) || // ours, marked, or excepted from rules
		mentions(object.Text, generators.BindingPrefix) ||
		sharesFile(object.Text)
}

func mentions(text []byte, word string) bool { return bytes.Contains(text, []byte(word)) }

// sharesFile reports whether an object may stand in a file into which the
// function would write, beside a new object: its text holds the annotation, and
// the name that files of ours begin with.
func sharesFile(text []byte) bool {
	return bytes.Contains(text, pathAnnotation) && slices.ContainsFunc(openshift.Kinds, func(k schema.GroupVersionKind) bool {
		return mentions(text, strings.ToLower(k.Kind)+"_")
	})
}

// pathAnnotation ends all annotations for the path.
var pathAnnotation = []byte(strings.TrimPrefix(kioutil.PathAnnotation, "internal."))
