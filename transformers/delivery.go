package transformers

import (
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Delivery annotates the existing claims of the store that Config names, and the
// volumes that are reserved for them, as it would annotate generated ones. The other objects are ordered by their
// annotations: a claim without them would be applied before Config, and Argo CD
// would wait for a volume that is bound when a pod of the registry runs.
type Delivery struct {
	// Tool applies the objects.
	Tool string
	// Desired objects, which have their annotations already.
	Desired []*generators.Object
	// Bucket is the ObjectBucketClaim that the profile uses, as namespace/name; empty
	// if it uses none.
	Bucket string
	// Report is called for every change to an existing annotation.
	Report func(Event)
}

var _ kio.Filter = Delivery{}

// Filter implements kio.Filter. A claim whose aliases cannot be expanded is
// left unchanged.
func (f Delivery) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	at := slices.IndexFunc(nodes, func(node *yaml.RNode) bool { return isSingleton(node) && isKind(node, openshift.Config) })
	if at < 0 {
		return nodes, nil
	}
	config := nodes[at]
	desired := map[string]bool{}
	for _, object := range f.Desired {
		desired[identityOfDesired(object)] = true
	}
	out := slices.Clone(nodes)
	for i, node := range nodes {
		var fields []generators.Field
		switch {
		case isClaimOf(config, node):
			if !desired[identityOf(node)] {
				fields = generators.DeliveryFields(f.Tool, openshift.PersistentVolumeClaim)
			}
			fields = f.inWaveOf(config, node, fields)
		case isVolumeOf(config, node) && !desired[identityOf(node)]:
			fields = generators.DeliveryFields(f.Tool, openshift.PersistentVolume)
		case (isBucketClaimOf(config, node) || f.isBucket(node)) && !desired[identityOf(node)]:
			fields = generators.DeliveryFields(f.Tool, openshift.ObjectBucketClaim)
		}
		var err error
		if out[i], err = f.annotate(node, fields); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// inWaveOf returns the fields with the sync wave of Config instead of their own,
// unless the claim has a later one.
func (f Delivery) inWaveOf(config, claim *yaml.RNode, fields []generators.Field) []generators.Field {
	wave := config.GetAnnotations()[openshift.ArgoWave]
	if f.Tool != v1alpha1.ArgoCD || number(wave) <= number(claim.GetAnnotations()[openshift.ArgoWave]) {
		return fields
	}
	path := []string{"metadata", "annotations", openshift.ArgoWave}
	fields = slices.DeleteFunc(fields, func(field generators.Field) bool { return slices.Equal(field.Path, path) })
	return append(fields, generators.Field{Path: path, Value: wave, Origin: v1alpha1.Origin{
		By: v1alpha1.ByBackend, Reason: "the claim and Config share a wave, because the claim is bound when a pod of the registry runs",
	}})
}

// number returns the number of a sync wave, and 0 for another text.
func number(wave string) int {
	n, err := strconv.Atoi(wave)
	if err != nil {
		return 0
	}
	return n
}

func (f Delivery) annotate(node *yaml.RNode, fields []generators.Field) (*yaml.RNode, error) {
	expanded, err := decode.Expand(node.YNode())
	if err != nil || len(fields) == 0 {
		return node, nil //nolint:nilerr // the claim is not changed
	}
	after := yaml.NewRNode(expanded)
	for _, field := range fields {
		event, err := apply(expanded, field)
		if err != nil {
			return nil, err
		}
		if event.Action != "" {
			event.Node = after
			f.Report(event)
		}
	}
	return ifChanged(node, after), nil
}

// isClaimOf reports whether a node is the claim on which Config stores images.
// The namespace of a claim can be set outside the list.
func isClaimOf(config, node *yaml.RNode) bool {
	if !isKind(node, openshift.PersistentVolumeClaim) || node.GetNamespace() != "" && node.GetNamespace() != openshift.RegistryNamespace {
		return false
	}
	pvc := stanza(config, []string{"spec", "storage", "pvc"})
	if pvc == nil {
		return false
	}
	useDefaultClaim(pvc)
	return node.GetName() == pvc["claim"]
}

// isVolumeOf reports whether a node is a volume that is reserved for the claim on
// which Config stores images.
func isVolumeOf(config, node *yaml.RNode) bool {
	pvc := stanza(config, []string{"spec", "storage", "pvc"})
	if pvc == nil {
		return false
	}
	useDefaultClaim(pvc)
	name, _ := pvc["claim"].(string)
	return isKind(node, openshift.PersistentVolume) && reservedFor(node, name)
}

// isBucket reports whether a node is the claim that the profile uses. The Job of
// the profile waits for its bucket, so it must be applied before the Job.
func (f Delivery) isBucket(node *yaml.RNode) bool {
	namespace, name, _ := strings.Cut(f.Bucket, "/")
	return name != "" && isKind(node, openshift.ObjectBucketClaim) && node.GetName() == name &&
		(node.GetNamespace() == "" || node.GetNamespace() == namespace)
}

// isBucketClaimOf reports whether a node claims the bucket in which Config
// stores images. A bucket without an endpoint is on AWS.
func isBucketClaimOf(config, node *yaml.RNode) bool {
	if !isKind(node, openshift.ObjectBucketClaim) {
		return false
	}
	s3 := stanza(config, []string{"spec", "storage", "s3"})
	bucket, _ := s3["bucket"].(string)
	if bucket == "" || s3["regionEndpoint"] == nil {
		return false
	}
	claim := stanza(node, []string{"spec"})
	prefix, _ := claim["generateBucketName"].(string)
	return claim["bucketName"] == bucket || claim["bucketName"] == nil && generatedFrom(bucket, prefix)
}
