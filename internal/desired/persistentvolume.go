package desired

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// PersistentVolume is the desired state of the static volume of the claim.
type PersistentVolume struct {
	Name             string
	Claim            string
	AccessModes      Decision[[]corev1.PersistentVolumeAccessMode]
	Capacity         Decision[resource.Quantity]
	StorageClassName Decision[string]
	ReclaimPolicy    Decision[corev1.PersistentVolumeReclaimPolicy]
	MountOptions     Decision[[]string]
	NodeAffinity     Decision[corev1.VolumeNodeAffinity]
	NFS              Decision[corev1.NFSVolumeSource]
	Local            Decision[corev1.LocalVolumeSource]
	CSI              Decision[corev1.CSIPersistentVolumeSource]
}

func newPersistentVolume(p *resolve.Profile, path string, claim *Claim, volume v1alpha1.Volume) *PersistentVolume {
	v := volume.PersistentVolume
	if v == nil {
		return nil
	}
	path += "persistentVolume."
	desired := &PersistentVolume{
		Name:             v.Name,
		Claim:            claim.Name,
		AccessModes:      claim.AccessModes,
		Capacity:         pointed(p, path+"capacity", v.Capacity),
		StorageClassName: claim.StorageClassName,
		ReclaimPolicy:    decided(p, path+"reclaimPolicy", corev1.PersistentVolumeReclaimPolicy(v.ReclaimPolicy)),
		MountOptions:     decided(p, path+"mountOptions", v.MountOptions),
		NodeAffinity:     nodeAffinity(p, path, v),
	}
	if nfs := v.NFS; nfs != nil {
		desired.NFS = decided(p, path+"nfs", corev1.NFSVolumeSource{Server: nfs.Server, Path: nfs.Path})
	}
	if local := v.Local; local != nil {
		source := corev1.LocalVolumeSource{Path: local.Path}
		if local.FSType != "" {
			source.FSType = &local.FSType
		}
		desired.Local = decided(p, path+"local", source)
	}
	if csi := v.CSI; csi != nil {
		desired.CSI = pointed(p, path+"csi", &corev1.CSIPersistentVolumeSource{
			Driver: csi.Driver, VolumeHandle: csi.VolumeHandle, FSType: csi.FSType, VolumeAttributes: csi.VolumeAttributes,
			NodeStageSecretRef: secretReference(csi.NodeStageSecretRef), NodePublishSecretRef: secretReference(csi.NodePublishSecretRef),
		})
	}
	return desired
}

func secretReference(ref *v1alpha1.SecretRef) *corev1.SecretReference {
	if ref == nil {
		return nil
	}
	return &corev1.SecretReference{Name: ref.Name, Namespace: ref.Namespace}
}

// nodeAffinity decides the nodes of the volume, by the host name of the node of a
// local volume.
func nodeAffinity(p *resolve.Profile, path string, v *v1alpha1.PersistentVolume) Decision[corev1.VolumeNodeAffinity] {
	if v.Local == nil || v.Local.NodeName == "" {
		return pointed(p, path+"nodeAffinity", v.NodeAffinity)
	}
	return Decision[corev1.VolumeNodeAffinity]{
		Value: corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{{
			MatchExpressions: []corev1.NodeSelectorRequirement{{Key: openshift.HostnameLabel, Operator: corev1.NodeSelectorOpIn, Values: []string{v.Local.NodeName}}},
		}}}},
		Origin: p.Origin(path + "local.nodeName").From(map[string]string{"*": path + "local.nodeName"}), Set: true,
	}
}
