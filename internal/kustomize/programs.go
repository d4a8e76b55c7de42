package kustomize

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// allowed returns an error for a function of another program, unless it is an exec
// function or a plugin and the caller allows these, and for one that downloads files.
func (c *Composer) allowed(f function) error {
	if f.ours() {
		return nil
	}
	name := v1alpha1.ObjectName(f.config)
	refuse := func(reason, remedy string) error {
		return &NotAllowed{File: f.file, Reason: reason, Remedy: remedy}
	}
	const exec = "only cmp generate --enable-exec runs other programs"
	const result = "run it before, and commit the result"
	switch spec := functionSpec(f.config); {
	case f.config.GetApiVersion() == "builtin" && strings.HasPrefix(f.config.GetKind(), "HelmChart"):
		return refuse("the Helm chart of "+name, "render the chart to files first")
	case f.config.GetApiVersion() == "builtin":
		if url := downloaded(f.config.YNode()); url != "" {
			return refuse("remote file "+withoutUser(url)+" in "+name, "copy it to the repository")
		}
	case strings.Contains(spec, "container"): // kustomize prefers it to exec
		return refuse("the container function "+name, result)
	case strings.Contains(spec, "starlark"):
		return refuse("the Starlark function "+name, result)
	case c.Exec:
	case strings.Contains(spec, "exec"):
		return refuse("the exec function "+name, exec)
	default:
		return refuse("the plugin "+name, exec)
	}
	return nil
}

// functionSpec returns the text that says how to run a function, from all places that
// kustomize knows.
func functionSpec(config *yaml.RNode) string {
	annotations := config.GetAnnotations()
	spec := annotations[openshift.FunctionAnnotation] + "\n" + annotations["config.k8s.io/function"]
	if annotations["config.kubernetes.io/container"] != "" {
		spec += "\ncontainer"
	}
	if field, err := config.Pipe(yaml.Lookup("metadata", "configFn")); err == nil && field != nil {
		spec += "\n" + field.MustString()
	}
	return spec
}

// downloaded returns a URL in a field of a builtin function that names files, or an
// empty string. Kustomize would download the file.
func downloaded(node *yaml.Node) string {
	if node.Kind != yaml.MappingNode {
		for _, child := range node.Content {
			if url := downloaded(child); url != "" {
				return url
			}
		}
		return ""
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := strings.ToLower(node.Content[i].Value), node.Content[i+1]
		if strings.HasSuffix(key, "path") || strings.HasSuffix(key, "paths") || key == "files" || key == "env" || key == "envs" {
			for _, text := range append(value.Content[:len(value.Content):len(value.Content)], value) {
				if text.Kind == yaml.ScalarNode && !inline(text.Value) && url(text.Value) {
					return text.Value
				}
			}
		}
		if url := downloaded(value); url != "" {
			return url
		}
	}
	return ""
}

// NamesProgram reports whether a document is the configuration of an exec function,
// which names a program.
func NamesProgram(document *yaml.RNode) bool {
	if decode.Object(document.YNode()) != nil {
		return false
	}
	spec, err := yaml.Parse(document.GetAnnotations()[openshift.FunctionAnnotation])
	return err == nil && spec.YNode().Kind == yaml.MappingNode && spec.Field("exec") != nil
}
