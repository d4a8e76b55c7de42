package transformers

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Stale removes objects that an earlier run generated for the same profile and
// that are no longer desired. Objects that hold data or credentials are
// retained because removing a file from Git deletes the object from the
// cluster. Objects from other sources and objects that an overlay has renamed
// are never removed.
type Stale struct {
	// Profile is the name of the profile.
	Profile string
	// Desired objects.
	Desired []*generators.Object
	// Report is called for every removed and every retained object.
	Report func(Event)
}

var _ kio.Filter = Stale{}

// retentionReasons maps each retained kind to the consequence of deleting it.
var retentionReasons = map[string]string{
	openshift.PersistentVolumeClaim.Kind: "deleting the claim can delete its volume with all images",
	openshift.ObjectBucketClaim.Kind:     "deleting the claim deletes the bucket with all images",
	openshift.StorageClass.Kind:          "without the storage class, its volumes can no longer be expanded or restored",
	openshift.ExternalSecret.Kind:        "without the ExternalSecret, the credentials of a registry that still uses the Secret are no longer renewed",
}

// Filter implements kio.Filter.
func (f Stale) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	desired := map[string]bool{}
	for _, object := range f.Desired {
		desired[identityOfDesired(object)] = true
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(node *yaml.RNode) bool {
		mark, marked := provenance.MarkOf(node)
		if !marked || !mark.Created || mark.Profile != f.Profile || mark.ID != provenance.IDOf(node) || desired[identityOf(node)] {
			return false
		}
		if reason := retentionReasons[node.GetKind()]; reason != "" {
			f.Report(Event{Action: Retained, Node: node, Reason: reason})
			return false
		}
		f.Report(Event{Action: Removed, Node: node})
		return true
	}), nil
}
