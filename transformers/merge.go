package transformers

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Merge merges desired objects into the list. In an existing object, it sets
// the desired fields and leaves all other fields unchanged. Values of the
// profile and of the storage backend overwrite existing values; a default only
// sets an absent field. Missing objects are appended. The nodes of the input
// are not changed, and an object without changes keeps its node.
type Merge struct {
	// Profile is the name of the profile.
	Profile string
	// Desired objects, in the order in which they are appended.
	Desired []*generators.Object
	// Report is called for every change to an existing object.
	Report func(Event)
}

var _ kio.Filter = Merge{}

// Filter implements kio.Filter. Two objects with the same identity, a value in
// place of a map, a claim that would shrink, and a second volume of a claim are reported as invalid and left
// unchanged.
func (f Merge) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	out := slices.Clone(nodes)
	indexes := map[string][]int{}
	for i, node := range nodes {
		id := identityOf(node)
		indexes[id] = append(indexes[id], i)
	}
	for _, object := range f.Desired {
		found := indexes[identityOfDesired(object)]
		if len(found) == 0 && slices.Contains(withoutNamespace, object.Kind) {
			found = indexes[identity(object.Kind.Group, object.Kind.Kind, "", object.Name)]
		}
		if len(found) > 1 {
			f.Report(Event{Action: Invalid, Node: nodes[found[1]], Reason: fmt.Sprintf("%d objects with the same identity; keep one", len(found))})
			continue
		}
		if object.Kind == openshift.ObjectBucketClaim {
			if event, invalid := checkBucket(nodes, object); invalid {
				f.Report(event)
				continue
			}
		}
		if object.Kind == openshift.PersistentVolume {
			if event, invalid := checkVolume(nodes, object); invalid {
				f.Report(event)
				continue
			}
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

// withoutNamespace lists the kinds of which an object without a namespace is
// the desired object of that name. Often, a kustomization or an Argo CD
// Application sets the namespace later; a second object would then have the
// same identity.
var withoutNamespace = []schema.GroupVersionKind{openshift.PersistentVolumeClaim, openshift.ObjectBucketClaim, openshift.ExternalSecret, openshift.Certificate}

func (f Merge) patch(before *yaml.RNode, object *generators.Object) (*yaml.RNode, error) {
	expanded, err := decode.Expand(before.YNode()) // a change of a shared node would affect other fields
	if err != nil {
		f.Report(Event{Action: Invalid, Node: before, Reason: err.Error()})
		return before, nil
	}
	node := yaml.NewRNode(expanded)
	for _, check := range []func(*yaml.RNode, *generators.Object) (Event, bool){checkSize, checkVolumeName} {
		if event, invalid := check(node, object); invalid {
			event.Node = before
			f.Report(event)
			return before, nil
		}
	}
	// A merge preserves which source created the object.
	mark, marked := provenance.MarkOf(node)
	if object.Namespace != "" && node.GetNamespace() == "" {
		if _, err := set(node.YNode(), []string{"metadata", "namespace"}, object.Namespace); err != nil {
			return nil, err
		}
	}
	mark = provenance.Mark{Profile: f.Profile, Created: marked && mark.Created && mark.Profile == f.Profile, ID: object.ID()}
	fields := append(slices.Clone(object.Fields), generators.Field{
		Path: []string{"metadata", "annotations", openshift.ProvenanceAnnotation}, Value: mark.String(),
	})
	invalid := map[string]bool{}
	var changes []Event
	for _, field := range fields {
		event, err := apply(node.YNode(), field)
		var wrongType notMap
		switch {
		case errors.As(err, &wrongType):
			event = Event{Action: Invalid, Field: wrongType.field, Reason: "must be a map, not a scalar or a list; set a map or remove the field"}
			if invalid[wrongType.field] {
				continue
			}
			invalid[wrongType.field] = true
		case err != nil:
			return nil, err
		}
		if event.Action != "" && event.Field != "metadata.annotations."+openshift.ProvenanceAnnotation {
			event.Node = node
			changes = append(changes, event)
		}
	}
	var moved Event
	var ok bool
	switch object.Kind {
	case openshift.Config:
		moved, ok = otherStore(before, node)
	case openshift.Image:
		moved, ok = otherTrustedCA(before, node)
	}
	if ok {
		f.Report(moved)
		changes = slices.DeleteFunc(changes, func(e Event) bool { return strings.HasPrefix(moved.Field+".", e.Field+".") })
	}
	for _, event := range changes {
		f.Report(event)
	}
	return ifChanged(before, node), nil
}

// ifChanged returns the node after a change, or the node before it if they are
// equal.
func ifChanged(before, after *yaml.RNode) *yaml.RNode {
	if same, err := decode.Expand(before.YNode()); err == nil && reflect.DeepEqual(same, after.YNode()) {
		return before
	}
	return after
}

// apply applies a desired field to an object, and returns the change to an
// existing value.
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
	if event.Before, err = get(node, field.Path); err != nil {
		return Event{}, err
	}
	before, text := event.Before.(string)
	switch {
	case text && field.Words:
		event.After = addWords(before, field.Value.(string))
		event.Action, event.Reason = Forced, field.Origin.Reason
	case event.Before != nil && field.Origin.By == v1alpha1.ByDefault:
		return Event{}, nil
	}
	changed, err := set(node, field.Path, event.After)
	if err != nil || !changed || event.Before == nil {
		return Event{}, err
	}
	if field.Origin.By == v1alpha1.ByBackend {
		event.Action, event.Reason = Forced, field.Origin.Reason
	}
	return event, nil
}

// addWords adds elements to a comma-separated list. An option of the list, such
// as Prune=confirm, takes precedence over another value of the same option.
func addWords(list, more string) string {
	options := map[string]bool{}
	for _, word := range openshift.Words(list) {
		options[optionOf(word)] = true
	}
	all := strings.TrimRight(list, ", ")
	for _, word := range openshift.Words(more) {
		if !options[optionOf(word)] {
			all = strings.TrimLeft(all+","+word, ",")
		}
	}
	if len(openshift.Words(all)) == len(openshift.Words(list)) {
		return list
	}
	return all
}

// optionOf returns the name of an option, and a word that is not an option.
func optionOf(word string) string {
	name, _, _ := strings.Cut(word, "=")
	return name
}
