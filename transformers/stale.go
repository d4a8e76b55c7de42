package transformers

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Stale removes objects that an earlier run for the same profile made and that
// are no longer wanted. Those that hold data or credentials are kept, for in
// Git a removed file is a deleted object. What somebody else made is never
// removed, nor what an overlay has renamed since.
type Stale struct {
	// Profile is the name of the profile.
	Profile string
	// Wanted objects.
	Wanted []*generators.Object
	// Report is told of what was removed, and of what was kept.
	Report func(Event)
}

var _ kio.Filter = Stale{}

// lasting says for each kind that is kept what would be lost with it.
var lasting = map[string]string{
	openshift.PersistentVolumeClaim.Kind: "deleting the claim may delete its volume with all images",
	openshift.ObjectBucketClaim.Kind:     "deleting the claim deletes the bucket with all images",
	openshift.StorageClass.Kind:          "volumes of the class can no longer grow or be restored without it",
	openshift.ExternalSecret.Kind:        "a registry that still uses the secret would keep credentials that nobody renews",
}

// Filter implements kio.Filter.
func (f Stale) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	wanted := map[string]bool{}
	for _, object := range f.Wanted {
		wanted[identityWanted(object)] = true
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(node *yaml.RNode) bool {
		mark, marked := provenance.MarkOf(node)
		if !marked || !mark.Created || mark.Profile != f.Profile || mark.ID != provenance.IDOf(node) || wanted[identityOf(node)] {
			return false
		}
		if reason := lasting[node.GetKind()]; reason != "" {
			f.Report(Event{Action: Kept, Node: node, Reason: reason})
			return false
		}
		f.Report(Event{Action: Removed, Node: node})
		return true
	}), nil
}
