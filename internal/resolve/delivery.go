package resolve

import (
	"cmp"
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

func (p *Profile) checkDelivery() field.ErrorList {
	errs := append(p.checkStorageChange(), p.checkHub()...)
	return append(errs, NotCausedBy(errs, p.checkStorageCopy())...)
}

func (p *Profile) checkStorageChange() field.ErrorList {
	change := p.Spec.Delivery.StorageChange
	if change == nil {
		return nil
	}
	path := field.NewPath("spec", "delivery", "storageChange", "from")
	backend, ok := p.Backend()
	switch {
	case !ok:
		return field.ErrorList{field.Forbidden(path, "requires a new storage type; set spec.storage, or remove storageChange")}
	case backend.Facts().ConfigKey == change.From && len(p.Store().Fields) == 0 && change.Copy == nil:
		return field.ErrorList{field.Invalid(path, change.From, fmt.Sprintf("spec.storage.%s uses the same key of Config.spec.storage, so the storage type does not change; remove storageChange", backend.Key))}
	case backend.Facts().ConfigKey == change.From && !p.Store().Named:
		name := openshift.FindStorageType(change.From).Name
		source := cmp.Or(p.Store().Sources[name], "spec.storage."+backend.Key+"."+name)
		return field.ErrorList{field.Invalid(path, change.From, fmt.Sprintf("the change to another %s store requires its name; set %s", change.From, source))}
	case p.BucketJob():
		return nil // checkBucketJob checks the image
	case change.Image == "" && p.Spec.Delivery.Image == "" && p.ChangesByJob():
		image := field.NewPath("spec", "delivery", "image")
		return field.ErrorList{field.Required(image, "set an image that contains oc, for example registry.redhat.io/openshift4/ose-cli:v4.16; the Job that changes the storage uses it")}
	}
	return nil
}

// ChangesByJob reports whether a Job on the cluster replaces the storage type. A
// user does it for Plain, a template of the Policy for ACM, and a patch of the
// SyncSet for Hive.
func ChangesByJob(tool string) bool {
	return tool == v1alpha1.ArgoCD || tool == v1alpha1.Flux || tool == v1alpha1.Kpt
}

// ChangesByJob reports whether a Job on the cluster replaces the storage type. With a
// copy of the images, a Job does it for Plain, too.
func (p *Profile) ChangesByJob() bool {
	tool := p.Spec.Delivery.Tool
	return ChangesByJob(tool) || tool == v1alpha1.Plain && p.CopiesImages()
}

// CopiesImages reports whether a Job copies the images to the new store.
func (p *Profile) CopiesImages() bool {
	change := p.Spec.Delivery.StorageChange
	return change != nil && change.Copy != nil
}
