package importer

import (
	"errors"
	"fmt"
	"reflect"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/validators"
)

// crdsAmong returns the CRDs of the cluster, nil if there are none of the kinds
// that the rules validate, and notes about what the rules ignore in them. It fails
// on an invalid CRD, and on two different CRDs of a kind.
func crdsAmong(nodes []*yaml.RNode, files map[*yaml.RNode]string) (*validators.CRDs, []string, error) {
	crds, found := &validators.CRDs{}, false
	var notes []string
	specs := map[string]any{} // by name
	for _, node := range nodes {
		if !validators.IsCRD(node.GetApiVersion(), node.GetKind()) {
			continue
		}
		object, err := node.Map()
		if err != nil {
			return nil, nil, err
		}
		if spec, known := specs[node.GetName()]; known && reflect.DeepEqual(spec, object["spec"]) {
			continue // the same in another file
		}
		ignored, err := crds.Add(object)
		if errors.Is(err, validators.ErrOtherKind) {
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: CustomResourceDefinition/%s: %w", files[node], node.GetName(), err)
		}
		found, specs[node.GetName()] = true, object["spec"]
		for _, part := range ignored {
			notes = append(notes, fmt.Sprintf("CustomResourceDefinition/%s: not checked: %s", node.GetName(), part))
		}
	}
	if !found {
		return nil, nil, nil
	}
	return crds, notes, nil
}

// rejected lists the fields that the profile generates and the CRDs of the cluster
// do not accept.
func (r renderer) rejected(spec tree, crds *validators.CRDs) []string {
	if crds == nil {
		return nil
	}
	applied, _ := asApplied.Render(yaml.NewRNode(profileNode(r.name, spec)))
	var notes []string
	for _, d := range validators.CheckSchemas(validators.Input{Items: pipeline.Nodes(applied.Objects), CRDs: crds}) {
		notes = append(notes, fmt.Sprintf("%s: %s: set by the profile, but the CRD of the cluster does not accept it: %s", d.Object, d.Field, d.Detail))
	}
	return notes
}
