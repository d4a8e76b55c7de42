package transformers

import (
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
	// Report is called for every removed and every retained object, and for
	// every removed dependency.
	Report func(Event)
}

var _ kio.Filter = Stale{}

// retentionReasons maps each retained kind to the consequence of deleting it.
var retentionReasons = map[string]string{
	openshift.PersistentVolumeClaim.Kind: "deleting the claim can delete its volume with all images",
	openshift.PersistentVolume.Kind:      "without the volume, the registry cannot mount its images",
	openshift.ObjectBucketClaim.Kind:     "deleting the claim deletes the bucket with all images",
	openshift.StorageClass.Kind:          "without the storage class, its volumes can no longer be expanded or restored",
	openshift.Certificate.Kind:           "without the Certificate, the certificate of a route that still uses the Secret is no longer renewed",
	openshift.ExternalSecret.Kind:        "without the ExternalSecret, the credentials of a registry that still uses the Secret are no longer renewed",
}

// bucketReaderReason is the consequence of deleting the SecretStore of a retained
// ExternalSecret, its account or its role.
const bucketReaderReason = "without it, the retained ExternalSecret can no longer read the credentials of the bucket"

// Filter implements kio.Filter.
func (f Stale) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	desired := map[string]bool{}
	for _, object := range f.Desired {
		desired[identityOfDesired(object)] = true
	}
	stale := func(node *yaml.RNode) bool {
		mark, marked := provenance.MarkOf(node)
		return marked && mark.Created && mark.Profile == f.Profile && mark.ID == provenance.IDOf(node) && !desired[identityOf(node)]
	}
	readsBucket := slices.ContainsFunc(nodes, func(node *yaml.RNode) bool { return isKind(node, openshift.ExternalSecret) && stale(node) })
	var removed []string
	out := slices.DeleteFunc(slices.Clone(nodes), func(node *yaml.RNode) bool {
		if !stale(node) {
			return false
		}
		reason := retentionReasons[node.GetKind()]
		if readsBucket && node.GetName() == generators.BucketReader {
			reason = bucketReaderReason
		}
		if reason != "" {
			f.Report(Event{Action: Retained, Node: node, Reason: reason})
			return false
		}
		f.Report(Event{Action: Removed, Node: node})
		removed = append(removed, referenceTo(node))
		return true
	})
	if len(removed) == 0 {
		return out, nil
	}
	for i, node := range out {
		var err error
		if out[i], err = f.withoutDependencies(node, removed); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// withoutDependencies returns an object that does not depend on removed
// objects: kpt and Config Sync reject a dependency that is not applied.
func (f Stale) withoutDependencies(node *yaml.RNode, removed []string) (*yaml.RNode, error) {
	list := openshift.Words(node.GetAnnotations()[openshift.KptDependsOn])
	left := slices.DeleteFunc(slices.Clone(list), func(ref string) bool { return slices.Contains(removed, ref) })
	if len(left) == len(list) {
		return node, nil
	}
	expanded, err := decode.Expand(node.YNode())
	if err != nil {
		return node, nil //nolint:nilerr // Merge reports it
	}
	field := generators.Field{
		Path: []string{"metadata", "annotations", openshift.KptDependsOn}, Value: strings.Join(left, ","), Absent: len(left) == 0,
		Origin: v1alpha1.Origin{By: v1alpha1.ByBackend, Reason: "the profile no longer asks for the dependency"},
	}
	event, err := apply(expanded, field)
	if err != nil {
		return nil, err
	}
	event.Node = yaml.NewRNode(expanded)
	f.Report(event)
	return event.Node, nil
}

// referenceTo returns the name of an object in the format of
// config.kubernetes.io/depends-on.
func referenceTo(node *yaml.RNode) string {
	kind := schema.FromAPIVersionAndKind(node.GetApiVersion(), node.GetKind())
	return generators.Reference(kind, node.GetNamespace(), node.GetName())
}
