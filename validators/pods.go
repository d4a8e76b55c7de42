package validators

import (
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// A profile with such a setting is not valid.
var rejectedPods = Rule{
	ID: "SC007", Severity: Error,
	Title:  "pod setting that Kubernetes rejects",
	Why:    "The CRD accepts the value, but the API server rejects the registry's Deployment or the pruner's CronJob, or no node can match: the operator reports \"Unable to apply resources\" or the pods stay Pending, and no later change takes effect.",
	Remedy: "Correct the value.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range append(in.ofKind(openshift.Config), in.ofKind(openshift.ImagePruner)...) {
			if it.kind == openshift.Config && !it.isDeployed() {
				continue
			}
			for _, err := range it.podErrors() {
				f := it.at(err.Field, nil)
				if _, omitted := err.BadValue.(field.OmitValueType); !omitted && !isEmptyValue(err.BadValue) {
					f[0].Current = err.BadValue
				}
				f[0].Detail = err.Detail
				found = append(found, f...)
			}
		}
		return found
	},
}

// isDeployed reports whether the operator deploys the registry of a Config. A
// partial Config does not say so.
func (it item) isDeployed() bool { return isDeployed(it.text("spec", "managementState")) }

// isDeployed reports whether the operator deploys the registry of a profile.
func (in input) isDeployed() bool { return isDeployed(in.Spec.Registry.ManagementState) }

func isDeployed(managementState string) bool {
	return managementState != openshift.Removed && managementState != openshift.Unmanaged
}

func isEmptyValue(value any) bool {
	return value == nil || reflect.ValueOf(value).IsZero()
}

// podErrors returns the invalid settings of pods in the spec of an item, without
// those that the schema reports.
func (it item) podErrors() field.ErrorList {
	spec := podSettings(it.node.YNode())
	if len(spec.Content) == 0 {
		return nil
	}
	errs := decode.Decode(spec, &decode.PodSettings{}, field.NewPath("spec"), nil)
	return slices.DeleteFunc(errs, func(err *field.Error) bool {
		path := crdPath(err.Field)
		return slices.ContainsFunc(it.problems, func(p crd.Problem) bool {
			rest, below := strings.CutPrefix(path, p.Path)
			return below && (rest == "" || rest[0] == '.' || rest[0] == '[')
		})
	})
}

// podSettings returns the fields of the spec of an object that
// decode.PodSettings has. It leaves out what is null, which the API server does
// not store. The result is empty if the aliases of the object cannot be expanded.
func podSettings(root *yaml.Node) *yaml.Node {
	settings := &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap}
	spec := find(root, "spec")
	if spec == nil || spec.Kind != yaml.MappingNode {
		return settings
	}
	expanded, err := decode.Expand(spec)
	if err != nil {
		return settings
	}
	for i := 0; i+1 < len(expanded.Content); i += 2 {
		if _, known := decode.Field(reflect.TypeFor[decode.PodSettings](), expanded.Content[i].Value); known {
			settings.Content = append(settings.Content, expanded.Content[i], expanded.Content[i+1])
		}
	}
	dropNulls(settings)
	return settings
}

func dropNulls(node *yaml.Node) {
	if node.Kind == yaml.MappingNode {
		var kept []*yaml.Node
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i+1].Tag != yaml.NodeTagNull {
				kept = append(kept, node.Content[i], node.Content[i+1])
			}
		}
		node.Content = kept
	}
	for _, child := range node.Content {
		dropNulls(child)
	}
}

// crdPath returns the path of a field as package crd writes it: the key of a map
// follows a period.
func crdPath(path string) string {
	var out strings.Builder
	for path != "" {
		before, inner, found := strings.Cut(path, "[")
		out.WriteString(before)
		if !found {
			break
		}
		key, rest, _ := strings.Cut(inner, "]")
		if strings.Trim(key, "0123456789") == "" {
			out.WriteString("[" + key + "]")
		} else {
			out.WriteString("." + key)
		}
		path = rest
	}
	return out.String()
}
