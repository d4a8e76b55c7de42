package desired

import (
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Claim is what a profile decides about the PersistentVolumeClaim it makes.
type Claim struct {
	Name             string
	AccessModes      Decision[[]corev1.PersistentVolumeAccessMode]
	Size             Decision[resource.Quantity]
	StorageClassName Decision[string]
	// Annotated claims carry openshift.ClaimAnnotation.
	Annotated Decision[bool]
}

// StorageClass is what a profile decides about the class it makes.
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

// annotated: on OpenStack the operator has made a claim of its own already,
// and the book marks the one that replaces it (section 3.5.1). Elsewhere the
// mark would only invite the operator to take the claim for its own.
func annotated(p *resolve.Profile) Decision[bool] {
	if p.Spec.OpenShift.Platform != openshift.OpenStack {
		return Decision[bool]{}
	}
	return Decision[bool]{Value: true, Made: true, Origin: resolve.Derived(
		v1alpha1.ByDefault, "spec.openshift.platform", "the claim replaces the operator's own (book, section 3.5.1)",
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
