package fn

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"

	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/profile"
	"github.com/registry-profile/registry-profile/fn/verbatim"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/validators"
)

// Concerns reports whether an object may concern the function: profiles and
// policies, what rules are about, what the function makes or has marked, and
// what is odd. Others it neither changes nor says anything about.
func Concerns(object verbatim.Head) bool {
	switch {
	case object.Kind == "", strings.HasSuffix(object.Kind, "List"), // also SecretList, and ResourceList
		object.Kind == profile.Kind, // of whatever group
		validators.Concerns(openshift.GroupOf(object.APIVersion), object.Kind, object.Text):
		return true
	}
	return mentions(object.Text, profile.Group) || // ours, marked, or excepted from rules
		mentions(object.Text, generators.BindingPrefix) ||
		sharesFile(object.Text)
}

func mentions(text []byte, word string) bool { return bytes.Contains(text, []byte(word)) }

// sharesFile reports whether a text could say that its object stands in a file
// into which the function would write, beside a new object.
func sharesFile(text []byte) bool {
	for {
		_, rest, found := bytes.Cut(text, pathAnnotation)
		if !found {
			return false
		}
		value := bytes.TrimLeft(rest, "\"': ")
		if end := bytes.IndexAny(value, "\"'\n,}"); end >= 0 {
			value = value[:end]
		}
		kind, _, _ := strings.Cut(path.Base(string(value)), "_")
		if slices.ContainsFunc(openshift.Kinds, func(k openshift.Kind) bool { return strings.EqualFold(k.Kind, kind) }) {
			return true
		}
		text = rest
	}
}

// pathAnnotation ends all annotations for the path.
var pathAnnotation = []byte(strings.TrimPrefix(kioutil.PathAnnotation, "internal."))
