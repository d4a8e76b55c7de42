package transformers

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Merge brings wanted objects into the list. Into an object that exists it
// writes the wanted fields and leaves the rest as it is: what the profile sets
// and what the storage needs overwrites, a default only fills what is absent.
// What does not exist is added at the end. The nodes of the input are not
// changed; an object that needs no change keeps its node.
type Merge struct {
	// Profile is the name of the profile.
	Profile string
	// Wanted objects, in the order in which they are added.
	Wanted []*generators.Object
	// Report is told of every change to an existing object.
	Report func(Event)
}

var _ kio.Filter = Merge{}

// Filter implements kio.Filter. Two objects with one identity, and a value
// where a map belongs, are reported as broken and left as they are.
func (f Merge) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	out := slices.Clone(nodes)
	at := map[string][]int{}
	for i, node := range nodes {
		id := identityOf(node)
		at[id] = append(at[id], i)
	}
	for _, object := range f.Wanted {
		found := at[identityWanted(object)]
		if len(found) > 1 {
			f.Report(Event{Action: Broken, Node: nodes[found[1]], Reason: fmt.Sprintf("it is there %d times; keep one", len(found))})
			continue
		}
		if len(found) == 0 {
			object.MarkCreated(f.Profile)
			out = append(out, object.Node())
			continue
		}
		node, err := f.patch(nodes[found[0]], object)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", object.ID(), err)
		}
		out[found[0]] = node
	}
	return out, nil
}

func (f Merge) patch(before *yaml.RNode, object *generators.Object) (*yaml.RNode, error) {
	expanded, err := decode.Expand(before.YNode()) // a shared node would change elsewhere too
	if err != nil {
		f.Report(Event{Action: Broken, Node: before, Reason: err.Error()})
		return before, nil
	}
	node := yaml.NewRNode(expanded)
	// An object that we made stays ours, and one of somebody else's theirs.
	mark, marked := provenance.MarkOf(node)
	mark = provenance.Mark{Profile: f.Profile, Created: marked && mark.Created && mark.Profile == f.Profile, ID: object.ID()}
	fields := append(slices.Clone(object.Fields), generators.Field{
		Path: []string{"metadata", "annotations", openshift.ProvenanceAnnotation}, Value: mark.String(),
	})
	broken := map[string]bool{}
	for _, field := range fields {
		event, err := apply(node.YNode(), field)
		var wrong notMap
		switch {
		case errors.As(err, &wrong):
			event = Event{Action: Broken, Field: wrong.field, Reason: "a single value or a list where a map belongs; write a map, or remove it"}
			if broken[wrong.field] {
				continue
			}
			broken[wrong.field] = true
		case err != nil:
			return nil, err
		}
		if event.Action != "" && event.Field != "metadata.annotations."+openshift.ProvenanceAnnotation {
			event.Node = node
			f.Report(event)
		}
	}
	if same, err := decode.Expand(before.YNode()); err == nil && reflect.DeepEqual(same, node.YNode()) {
		return before, nil
	}
	return node, nil
}

// apply brings one wanted field into an object, and returns what it did to a
// value that was there.
func apply(node *yaml.Node, field generators.Field) (Event, error) {
	event := Event{Action: Changed, Field: strings.Join(field.Path, "."), After: field.Value}
	var err error
	if field.Absent {
		event.Action, event.Reason = Dropped, field.Origin.Reason
		if event.Before, err = remove(node, field.Path); err != nil || event.Before == nil {
			return Event{}, err
		}
		return event, nil
	}
	if event.Before, err = get(node, field.Path); err != nil || event.Before != nil && field.Origin.By == v1alpha1.ByDefault {
		return Event{}, err
	}
	changed, err := set(node, field.Path, field.Value)
	if err != nil || !changed || event.Before == nil {
		return Event{}, err
	}
	if field.Origin.By == v1alpha1.ByBackend {
		event.Action, event.Reason = Forced, field.Origin.Reason
	}
	return event, nil
}
