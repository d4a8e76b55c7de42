package desired

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// StorageChange is a step on the cluster that puts the new storage type in the
// place of the old one, before the new Config is applied: an apply would leave
// both, and the operator refuses two.
type StorageChange struct {
	// From is the storage type to give up.
	From string
	// Image holds oc. The profile names it.
	Image Decision[string]
	// Isolated tells that pods in the registry's namespace reach nothing
	// without a NetworkPolicy.
	Isolated bool
}

func newStorageChange(p *resolve.Profile) *StorageChange {
	change := p.Spec.Delivery.StorageChange
	if change == nil || p.Spec.Delivery.Tool == v1alpha1.Plain {
		return nil
	}
	return &StorageChange{
		From:     change.From,
		Image:    decided(p, "spec.delivery.storageChange.image", change.Image),
		Isolated: !p.Release().Before(openshift.DefaultDeny),
	}
}

// StorageChanger names what the step consists of.
const StorageChanger = "image-registry-storage-change"
