package desired

import (
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Claim is the desired state of the generated PersistentVolumeClaim.
type Claim struct {
	Name             string
	AccessModes      Decision[[]corev1.PersistentVolumeAccessMode]
	Size             Decision[resource.Quantity]
	StorageClassName Decision[string]
	Labels           Decision[map[string]string]
	Annotations      Decision[map[string]string]
	VolumeName       Decision[string]
	Selector         Decision[metav1.LabelSelector]
	DataSource       Decision[corev1.TypedLocalObjectReference]
	// Annotated claims have the annotation openshift.ClaimAnnotation.
	Annotated Decision[bool]
}

// StorageClass is the desired state of the generated storage class.
type StorageClass struct {
	Name                 string
	Provisioner          Decision[string]
	Parameters           Decision[map[string]string]
	VolumeBindingMode    Decision[storagev1.VolumeBindingMode]
	AllowVolumeExpansion Decision[bool]
	ReclaimPolicy        Decision[corev1.PersistentVolumeReclaimPolicy]
	MountOptions         Decision[[]string]
}

func newClaim(p *resolve.Profile) (*Claim, *StorageClass, *PersistentVolume) {
	backend, ok := p.Backend()
	if !ok {
		return nil, nil, nil
	}
	claim := p.Store().Claim
	if claim == nil {
		return nil, nil, nil
	}
	root := "spec.storage." + backend.Key + "."
	path := root
	if claim.Path != "" {
		path += claim.Path + "."
	}
	modes := decided(p, root+"accessModes", claim.AccessModes)
	if claim.ModesReason != "" {
		modes.Origin = resolve.Derived(v1alpha1.ByBackend, "spec.storage."+backend.Key, claim.ModesReason)
	}
	desired := &Claim{
		Name:             claim.Name,
		AccessModes:      modes,
		Size:             pointed(p, path+"size", claim.Volume.Size),
		StorageClassName: className(p, path, claim.Volume),
		Labels:           decided(p, path+"labels", claim.Volume.Labels),
		Annotations:      decided(p, path+"annotations", claim.Volume.Annotations),
		VolumeName:       decided(p, path+"volumeName", claim.Volume.VolumeName),
		Selector:         pointed(p, path+"selector", claim.Volume.Selector),
		DataSource:       dataSource(p, path+"dataSource", claim.Volume.DataSource),
		Annotated:        annotated(p),
	}
	return desired, newStorageClass(p, path, claim.Volume), newPersistentVolume(p, path, desired, claim.Volume)
}

// className decides the storage class of the claim. A claim without the field gets
// the default class, and never binds to a volume without a class.
func className(p *resolve.Profile, path string, volume v1alpha1.Volume) Decision[string] {
	if volume.StorageClassName != "" || !volume.Static() {
		return decided(p, path+"storageClassName", volume.StorageClassName)
	}
	return Decision[string]{Set: true, Origin: resolve.Derived(
		v1alpha1.ByBackend, path+"storageClassName", "no storage class provisions the volume; without the field, the claim would get the default class",
	)}
}

func dataSource(p *resolve.Profile, path string, source *v1alpha1.DataSource) Decision[corev1.TypedLocalObjectReference] {
	if source == nil {
		return Decision[corev1.TypedLocalObjectReference]{}
	}
	reference := corev1.TypedLocalObjectReference{Kind: source.Kind, Name: source.Name}
	if source.Kind == openshift.VolumeSnapshot.Kind {
		reference.APIGroup = &openshift.VolumeSnapshot.Group
	}
	return Decision[corev1.TypedLocalObjectReference]{
		Value: reference, Origin: p.Origin(path).From(map[string]string{"apiGroup": path + ".kind"}), Set: true,
	}
}

// annotated decides whether the claim has the annotation. On OpenStack, the
// operator has already created a claim, and the OpenShift 4.14 registry
// documentation, section 3.5.1, annotates the claim that replaces it. On other
// platforms, the annotation would let the operator treat the claim as its own.
func annotated(p *resolve.Profile) Decision[bool] {
	if p.Spec.OpenShift.Platform != openshift.OpenStack {
		return Decision[bool]{}
	}
	return Decision[bool]{Value: true, Set: true, Origin: resolve.Derived(
		v1alpha1.ByDefault, "spec.openshift.platform", "the claim replaces the claim of the operator (OpenShift 4.14 registry documentation, section 3.5.1)",
	)}
}

func newStorageClass(p *resolve.Profile, path string, volume v1alpha1.Volume) *StorageClass {
	class := volume.StorageClass
	if class == nil {
		return nil
	}
	path += "storageClass."
	return &StorageClass{
		Name:                 volume.StorageClassName,
		Provisioner:          decided(p, path+"provisioner", class.Provisioner),
		Parameters:           decided(p, path+"parameters", class.Parameters),
		VolumeBindingMode:    decided(p, path+"volumeBindingMode", storagev1.VolumeBindingMode(class.VolumeBindingMode)),
		AllowVolumeExpansion: pointed(p, path+"allowVolumeExpansion", class.AllowVolumeExpansion),
		ReclaimPolicy:        decided(p, path+"reclaimPolicy", corev1.PersistentVolumeReclaimPolicy(class.ReclaimPolicy)),
		MountOptions:         decided(p, path+"mountOptions", class.MountOptions),
	}
}
