package validators

import (
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var unboundVolume = Rule{
	ID: "PV014", Severity: Error,
	Title:  "static volume that does not fit its claim",
	Why:    "Kubernetes does not bind the claim to the volume: the claim stays Pending, or gets another volume from its storage class.",
	Remedy: "Give the volume at least the size, all access modes, the volume mode and the storage class of the claim, and a claimRef that names it.",
	Source: "kubernetes",
	checkItems: onClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		if claim.isLive() {
			return nil // its status says whether it is bound
		}
		var found []v1alpha1.Diagnostic
		for _, volume := range in.ofKind(openshift.PersistentVolume) {
			named, reserved := claim.names(volume), volume.isReservedFor(claim)
			switch {
			case volume.isLive(), !named && !reserved, !named && claim.has("spec", "volumeName"):
			case named && !reserved && volume.text("spec", "claimRef", "name") != "" && volume.text("spec", "claimRef", "namespace") != "":
				found = append(found, volume.at("spec.claimRef", nil)...)
			case !named || !reserved: // Kubernetes does not compare two objects that name each other
				found = append(found, misfit(volume, claim, named)...)
			}
		}
		return found
	}),
}

// misfit returns a diagnostic for each field of a volume that keeps Kubernetes from
// binding a claim to it. Kubernetes compares the classes only if the claim names the
// volume. The class of a claim without the field is unknown: the API server sets the
// default class.
func misfit(volume, claim item, named bool) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	capacity, requested := volume.text("spec", "capacity", "storage"), claim.text("spec", "resources", "requests", "storage")
	if lessQuantity(capacity, requested) {
		found = append(found, propose(volume.at("spec.capacity.storage", capacity), requested)...)
	}
	modes := volume.texts("spec", "accessModes")
	missing := func(mode string) bool { return !slices.Contains(modes, mode) }
	if len(modes) == len(volume.list("spec", "accessModes")) && len(modes) > 0 && slices.ContainsFunc(claim.texts("spec", "accessModes"), missing) {
		found = append(found, volume.at("spec.accessModes", modes)...)
	}
	if mode := volume.text("spec", "volumeMode"); volume.blockMode() != claim.blockMode() {
		found = append(found, volume.at("spec.volumeMode", mode)...)
	}
	class, known := claim.value("spec", "storageClassName").(string)
	if own := volume.text("spec", "storageClassName"); named && known && own != class {
		found = append(found, propose(volume.at("spec.storageClassName", own), class)...)
	}
	return found
}

// blockMode reports whether a volume or a claim is a raw block device.
func (it item) blockMode() bool { return it.text("spec", "volumeMode") == "Block" }

// lessQuantity reports whether a is less than b. Other texts than quantities are
// not comparable.
func lessQuantity(a, b string) bool {
	x, err := resource.ParseQuantity(a)
	if err != nil {
		return false
	}
	y, err := resource.ParseQuantity(b)
	return err == nil && x.Cmp(y) < 0
}

// names reports whether a claim names a volume.
func (it item) names(volume item) bool {
	name := it.text("spec", "volumeName")
	return name != "" && name == volume.name()
}

// isReservedFor reports whether the claimRef of a volume refers to a claim of the
// registry.
func (it item) isReservedFor(claim item) bool {
	return it.text("spec", "claimRef", "name") == claim.name() && it.text("spec", "claimRef", "namespace") == openshift.RegistryNamespace
}

// volumesOf returns the volumes in the manifests to which Kubernetes binds a claim.
func (in input) volumesOf(claim item) []item {
	var volumes []item
	for _, volume := range in.ofKind(openshift.PersistentVolume) {
		if claim.names(volume) || !claim.has("spec", "volumeName") && volume.isReservedFor(claim) {
			volumes = append(volumes, volume)
		}
	}
	return volumes
}

var recycledVolume = Rule{
	ID: "PV015", Severity: Warning,
	Title:  "volume that Kubernetes erases together with its claim",
	Why:    "With the reclaim policy Recycle, a pod deletes all files of the volume, and so all images, when the claim is deleted.",
	Remedy: "Set persistentVolumeReclaimPolicy to Retain.",
	Source: "kubernetes",
	checkItems: onClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, volume := range in.volumesOf(claim) {
			if policy := volume.text("spec", "persistentVolumeReclaimPolicy"); policy == "Recycle" {
				found = append(found, propose(volume.at("spec.persistentVolumeReclaimPolicy", policy), "Retain")...)
			}
		}
		return found
	}),
}

var localVolumeReplicas = Rule{
	ID: "PV016", Severity: Error,
	Title:  "local volume with several replicas",
	Why:    "A local volume is on one node, and the operator runs the pods on different nodes: the other pods never start, or do not share the images.",
	Remedy: "Set replicas to 1, or use a volume that all nodes can mount.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		r := p.Spec.Registry
		if !usesLocalVolume(p) {
			return nil
		}
		if replicasOf(p) <= 1 || usesSingleNodeStorage(p) || r.Affinity != nil || len(r.TopologySpreadConstraints) > 0 {
			return nil // PV001 reports a ReadWriteOnce claim
		}
		return propose(at(registryPath.Child("replicas"), replicasOf(p)), 1)
	},
	needs: WholeConfig,
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		n, _ := config.number("spec", "replicas")
		claim, ok := in.claimOf(config)
		if !ok || n <= 1 || in.singleNodeClaim(config) || config.has("spec", "affinity") || config.has("spec", "topologySpreadConstraints") {
			return nil
		}
		if !in.isLocal(claim) {
			return nil
		}
		return propose(config.at("spec.replicas", n), 1)
	}),
}

// usesLocalVolume reports whether the profile stores images on a local volume.
func usesLocalVolume(p input) bool {
	pvc := pvcOf(p)
	return pvc != nil && pvc.Create != nil && pvc.Create.PersistentVolume != nil && pvc.Create.PersistentVolume.Local != nil
}

// isLocal reports whether a claim is bound to a local volume among the objects.
func (in input) isLocal(claim item) bool {
	return slices.ContainsFunc(in.volumesOf(claim), func(volume item) bool { return volume.has("spec", "local") })
}
