package resolve

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var createPath = storagePath.Child("pvc", "create")

// created returns the claim that spec.storage.pvc generates, or nil.
func (p *Profile) created() *v1alpha1.Volume {
	if s := p.Spec.Storage; s != nil && s.PVC != nil {
		return s.PVC.Create
	}
	return nil
}

// localVolume reports whether the images are on a volume of one node.
func (p *Profile) localVolume() bool {
	create := p.created()
	return create != nil && create.PersistentVolume != nil && create.PersistentVolume.Local != nil
}

// defaultVolume completes the static volume, and binds the claim to it.
func (p *Profile) defaultVolume() {
	create := p.created()
	if create == nil || create.PersistentVolume == nil {
		return
	}
	volume, path := create.PersistentVolume, createPath.Child("persistentVolume")
	if volume.Name == "" {
		volume.Name = openshift.RegistryNamespace + "-" + p.Spec.Storage.PVC.Claim
		p.record(path.Child("name"), v1alpha1.ByDefault, "the namespace and the name of the claim")
	}
	if volume.Capacity == nil {
		capacity := create.Size.DeepCopy()
		volume.Capacity = &capacity
		p.record(path.Child("capacity"), v1alpha1.ByDefault, "the size of the claim")
	}
	if create.VolumeName == "" {
		create.VolumeName = volume.Name
		p.origins[createPath.Child("volumeName").String()] = v1alpha1.Origin{
			By: v1alpha1.ByBackend, Path: path.Child("name").String(), Reason: "the claim uses the volume that the profile generates",
		}
	}
}

// checkClaim returns the errors of the generated claim and of its volume.
func (p *Profile) checkClaim() field.ErrorList {
	errs := p.checkMetadata()
	create := p.created()
	if create == nil {
		return errs
	}
	errs = append(errs, checkBinding(p.Spec.Storage.PVC.Claim, create)...)
	if create.PersistentVolume != nil {
		errs = append(errs, checkVolume(create)...)
	}
	return errs
}

// controllerAnnotations are the prefixes of the annotations with which controllers
// record the state of a claim.
var controllerAnnotations = []string{
	"pv.kubernetes.io/", "volume.kubernetes.io/", "volume.beta.kubernetes.io/", openshift.ProvenanceAnnotation,
}

// checkMetadata returns an error for each annotation that a controller owns.
func (p *Profile) checkMetadata() field.ErrorList {
	backend, ok := p.Backend()
	if !ok || p.Store().Claim == nil {
		return nil
	}
	claim := p.Store().Claim
	path := storagePath.Child(backend.Key)
	if claim.Path != "" {
		path = path.Child(claim.Path)
	}
	var errs field.ErrorList
	for _, key := range slices.Sorted(maps.Keys(claim.Volume.Annotations)) {
		if slices.ContainsFunc(controllerAnnotations, func(prefix string) bool { return strings.HasPrefix(key, prefix) }) {
			errs = append(errs, field.Forbidden(path.Child("annotations").Key(key), "a controller writes this annotation to record the state of the claim; remove it"))
		}
	}
	return errs
}

// checkBinding returns an error for each field that Kubernetes ignores, or that
// keeps the claim Pending, because of another way to get a volume.
func checkBinding(claim string, create *v1alpha1.Volume) field.ErrorList {
	var errs field.ErrorList
	named := ""
	switch {
	case create.PersistentVolume != nil:
		named = "persistentVolume"
		if name := create.PersistentVolume.Name; create.VolumeName != name {
			errs = append(errs, field.Invalid(createPath.Child("volumeName"), create.VolumeName, fmt.Sprintf("persistentVolume generates %s; remove volumeName, or set persistentVolume.name to the same name", create.PersistentVolume.Name)))
		}
	case create.VolumeName != "":
		named = "volumeName"
	}
	if create.Selector != nil {
		path := createPath.Child("selector")
		class := create.StorageClass
		switch {
		case named != "":
			errs = append(errs, field.Forbidden(path, fmt.Sprintf("%s names the volume, and Kubernetes ignores the selector; remove one of them", named)))
		case len(create.Selector.MatchLabels)+len(create.Selector.MatchExpressions) == 0:
			errs = append(errs, field.Required(path, "set matchLabels or matchExpressions; an empty selector keeps storage classes from provisioning a volume"))
		case class != nil && class.Provisioner != openshift.NoProvisioner:
			errs = append(errs, field.Forbidden(path, "storage classes do not provision volumes for a claim with a selector, so the claim would stay Pending; remove the selector, or remove storageClass"))
		}
		if named == "" {
			named = "selector"
		}
	}
	if source := create.DataSource; source != nil && source.Kind == openshift.PersistentVolumeClaim.Kind && source.Name == claim {
		errs = append(errs, field.Invalid(createPath.Child("dataSource", "name"), source.Name, "the claim cannot be a copy of itself; set another claim, or remove dataSource"))
	}
	if create.DataSource != nil && named != "" {
		errs = append(errs, field.Forbidden(createPath.Child("dataSource"), fmt.Sprintf("only a volume that a storage class provisions is filled from a source; remove dataSource, or remove %s", named)))
	}
	return errs
}

// checkVolume returns the errors of the static volume.
func checkVolume(create *v1alpha1.Volume) field.ErrorList {
	volume, path := create.PersistentVolume, createPath.Child("persistentVolume")
	var errs field.ErrorList
	if len(validation.IsDNS1123Subdomain(volume.Name)) > 0 {
		errs = append(errs, field.Required(path.Child("name"), "the name of the claim is too long for the default name of the volume; set a name of at most 253 characters"))
	}
	if volume.Capacity.Cmp(*create.Size) < 0 {
		errs = append(errs, field.Invalid(path.Child("capacity"), volume.Capacity.String(), fmt.Sprintf("smaller than the claim, which requests %s; set capacity to at least that size, or reduce create.size", create.Size)))
	}
	if class := create.StorageClass; class != nil && class.Provisioner != openshift.NoProvisioner {
		errs = append(errs, field.Forbidden(createPath.Child("storageClass"), "no storage class provisions a static volume; remove storageClass, or set its provisioner to "+openshift.NoProvisioner))
	}
	var sources []string
	for name, set := range map[string]bool{"nfs": volume.NFS != nil, "local": volume.Local != nil, "csi": volume.CSI != nil} {
		if set {
			sources = append(sources, name)
		}
	}
	slices.Sort(sources)
	switch len(sources) {
	case 0:
		errs = append(errs, field.Required(path, "set exactly one of nfs, local, csi"))
	case 1:
	default:
		errs = append(errs, field.Forbidden(path, "set exactly one of nfs, local, csi, not "+strings.Join(sources, " and ")))
	}
	switch local := volume.Local; {
	case local != nil && local.NodeName != "" && volume.NodeAffinity != nil:
		errs = append(errs, field.Forbidden(path.Child("local", "nodeName"), "nodeAffinity also selects the node; remove one of them"))
	case local != nil && local.NodeName == "" && volume.NodeAffinity == nil:
		errs = append(errs, field.Required(path.Child("local", "nodeName"), "set the host name of the node that has the volume; or set nodeAffinity"))
	}
	return errs
}
