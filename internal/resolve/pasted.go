package resolve

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/credential"
)

// FreeMaps are the fields of a profile whose keys the user chooses, and whose values
// the function copies.
var FreeMaps = []string{
	"additionalConfig", "annotations", "clusterDeploymentSelector", "clusterSelector", "labels", "nodeSelector", "parameters",
	"unsupportedConfigOverrides", "volumeAttributes",
}

// urlFields are the fields of a profile with a URL, in which rules report a password.
var urlFields = []string{"regionEndpoint", "http", "https"}

var accessKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`) })

// pasted returns what a value of a profile is a credential of, and the empty string if
// it is none. In a profile, unlike in a manifest, the key of an example is a mistake, too.
func pasted(value string) string {
	switch {
	case strings.Contains(value, "PRIVATE KEY-----"):
		return "a private key"
	case (strings.Contains(value, "AKIA") || strings.Contains(value, "ASIA")) && accessKey().MatchString(value):
		return "an AWS access key"
	}
	return credential.In(value)
}

// pastedCredentials returns an error for each value that has the format of a
// credential, and for each key of a free map that names one. The errors do not
// contain the value.
func pastedCredentials(node *yaml.Node, path *field.Path) field.ErrorList {
	return pastedIn(node, path, "", false)
}

// pastedIn inspects the value of a key; free reports whether it is part of a free map.
func pastedIn(node *yaml.Node, path *field.Path, key string, free bool) field.ErrorList {
	var errs field.ErrorList
	switch node.Kind {
	case yaml.ScalarNode:
		what := pasted(node.Value)
		if what == credential.InURL && slices.Contains(urlFields, key) {
			what = ""
		}
		if what == "" && free && credential.Named(key) && credential.Value(node.Value) {
			what = "the value of " + key
		}
		if what != "" {
			errs = append(errs, field.Forbidden(path, "the value looks like a credential ("+what+"); "+NoCredentials))
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			name := node.Content[i].Value
			errs = append(errs, pastedIn(node.Content[i+1], path.Child(strings.TrimSpace(name)), name, free || slices.Contains(FreeMaps, name))...)
		}
	default:
		for i, child := range node.Content {
			errs = append(errs, pastedIn(child, path.Index(i), key, free)...)
		}
	}
	return errs
}
