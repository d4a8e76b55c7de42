package fleet

import (
	"errors"
	"fmt"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// BuildObjects returns the clusters of the objects of a file or a stream: one for
// each profile, or the cluster of the only profile, which is applied to the other
// objects. A ResourceList or a List stands for its objects. It returns no clusters if
// a diagnostic of other objects is an error.
func (b *Builder) BuildObjects(objects []*yaml.RNode) ([]Cluster, []v1alpha1.Diagnostic, error) {
	profiles, others, err := members(objects)
	if err != nil {
		return nil, nil, err
	}
	misspelled := func(o *yaml.RNode) bool { // or incomplete, or a file for which the error has a remedy
		return o.GetKind() == "" || o.GetApiVersion() == "" || isPolicy(o) || slices.Contains([]string{"Kustomization", "Component", "Kptfile"}, o.GetKind()) ||
			decode.Closest(o.GetKind(), []string{v1alpha1.Kind}) != "" || decode.Closest(o.GetApiVersion(), []string{v1alpha1.APIVersion}) != ""
	}
	if len(profiles) == 0 && (len(others) > 1 || !misspelled(others[0])) {
		return nil, nil, fmt.Errorf("contains no %[1]s; add one with apiVersion %[2]s, or convert the manifests of a registry to a %[1]s with registry-profile import", v1alpha1.Kind, v1alpha1.APIVersion)
	}
	if len(profiles) == 0 { // its fields are the errors
		profiles, others = others, nil
	}
	return b.apply(profiles, slices.DeleteFunc(others, isLocal))
}

// members returns the profiles among objects, also those with a misspelled kind, and
// the other objects.
func members(objects []*yaml.RNode) (profiles, others []*yaml.RNode, err error) {
	for _, object := range objects {
		items, err := krm.Members(object)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", v1alpha1.ObjectName(object), err)
		}
		if object.GetKind() == kio.ResourceListKind {
			items = slices.DeleteFunc(items, func(item *yaml.RNode) bool { return item == object }) // without items
			config := object.Field("functionConfig")
			if config != nil && !config.IsNilOrEmpty() {
				items = slices.DeleteFunc(items, func(item *yaml.RNode) bool { return sameProfile(item, config.Value) })
				items = append([]*yaml.RNode{config.Value}, items...)
			}
		}
		for _, item := range items {
			if err := decode.Object(item.YNode()); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", v1alpha1.ObjectName(object), err)
			}
			if item != object {
				if err := withoutPaths(item); err != nil {
					return nil, nil, err
				}
			}
			if item.GetKind() == v1alpha1.Kind || openshift.GroupOf(item.GetApiVersion()) == v1alpha1.Group && !isPolicy(item) {
				profiles = append(profiles, item)
			} else {
				others = append(others, item)
			}
		}
	}
	if len(profiles)+len(others) == 0 {
		return nil, nil, errors.New("the list is empty; check that the command that writes it succeeds")
	}
	return profiles, others, nil
}

// sameProfile reports whether an item is the copy of the functionConfig: kpt passes
// both.
func sameProfile(item, config *yaml.RNode) bool {
	return decode.Object(item.YNode()) == nil && decode.Object(config.YNode()) == nil &&
		item.GetKind() == config.GetKind() && item.GetName() == config.GetName() && item.GetApiVersion() == config.GetApiVersion()
}

// isLocal reports whether an object is not applied to a cluster.
func isLocal(o *yaml.RNode) bool {
	local := o.GetAnnotations()[openshift.LocalConfigAnnotation]
	return isPolicy(o) || local != "" && local != "false"
}

func isPolicy(o *yaml.RNode) bool { return o.GetKind() == v1alpha1.PolicyKind }

// withoutPaths removes the annotations with which hosts name the files of a list.
func withoutPaths(item *yaml.RNode) error {
	for annotation := range item.GetAnnotations() {
		if !generators.OfHost(annotation) {
			continue
		}
		if err := item.PipeE(yaml.ClearAnnotation(annotation)); err != nil {
			return err
		}
	}
	return yaml.ClearEmptyAnnotations(item)
}
