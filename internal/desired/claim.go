package desired

import (
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"

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

func newClaim(p *resolve.Profile) (*Claim, *StorageClass) {
	backend, ok := p.Backend()
	if !ok {
		return nil, nil
	}
	claim := p.Store().Claim
	if claim == nil {
		return nil, nil
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
	return &Claim{
		Name:             claim.Name,
		AccessModes:      modes,
		Size:             pointed(p, path+"size", claim.Volume.Size),
		StorageClassName: decided(p, path+"storageClassName", claim.Volume.StorageClassName),
		Annotated:        annotated(p),
	}, newStorageClass(p, path, claim.Volume)
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
