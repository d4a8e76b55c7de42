package desired

import (
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// StorageChange is a step that replaces the storage type on the cluster before
// the new Config is applied. An apply would leave both storage types in Config,
// and the operator rejects two.
type StorageChange struct {
	// From is the storage type to replace.
	From string
	// Image contains oc. The profile sets it.
	Image Decision[string]
	// Isolated reports whether pods in the namespace of the registry need a
	// NetworkPolicy for any connection.
	Isolated bool
	// Copy configures the copy of the images, or is nil.
	Copy *StorageCopy
}

func newStorageChange(p *resolve.Profile) *StorageChange {
	change := p.Spec.Delivery.StorageChange
	if change == nil || !p.ChangesByJob() || p.StorageByJob() {
		return nil
	}
	image := jobImage(p)
	if change.Image != "" {
		image = decided(p, "spec.delivery.storageChange.image", change.Image)
	}
	return &StorageChange{From: change.From, Image: image, Isolated: isolated(p), Copy: newStorageCopy(p)}
}

// jobImage returns the image of the generated Jobs.
func jobImage(p *resolve.Profile) Decision[string] {
	return decided(p, "spec.delivery.image", p.Spec.Delivery.Image)
}

// isolated reports whether pods in the namespace of the registry need a
// NetworkPolicy for any connection.
func isolated(p *resolve.Profile) bool { return !p.Release().Before(openshift.DefaultDeny) }

// StorageChanger is the name of the objects of the step. It is also the name of the Secret
// with the credentials of the new store until the change.
const StorageChanger = openshift.StorageChanger
