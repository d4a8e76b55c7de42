package desired

import (
	"cmp"

	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// StorageCopy is a Job that copies the images to the new store before the change.
type StorageCopy struct {
	// Origin of the Job.
	Origin resolve.Origin
	// To is the storage type of the new store, a key of Config.spec.storage.
	To string
	// Source is the name of the old store; empty if any store is replaced.
	Source string
	// Target is the name of the new claim; empty if the new store is not a claim.
	Target string
	// Image contains rclone.
	Image Decision[string]
	// Verify and Transfers configure the copy.
	Verify    bool
	Transfers int32
	// Resources of the container that copies.
	Resources corev1.ResourceRequirements
	// NodeSelector, Tolerations and PriorityClassName of the pod.
	NodeSelector      map[string]string
	Tolerations       []corev1.Toleration
	PriorityClassName string
	// CloudRole allows the Job to request a token of the account of the registry.
	CloudRole bool
	// Credentials is the source of the credentials of the new store.
	Credentials resolve.CopyCredentials
	// Staging is the Secret with the credentials of the new store until the change. It
	// is nil if the profile does not generate it.
	Staging *ExternalSecret
	// ReadOnly is spec.readOnly of the profile; nil if the profile does not set it.
	ReadOnly *bool
}

func newStorageCopy(p *resolve.Profile) *StorageCopy {
	change := p.Spec.Delivery.StorageChange
	if change.Copy == nil {
		return nil
	}
	const path = "spec.delivery.storageChange.copy"
	backend, _ := p.Backend()
	c := &StorageCopy{
		Origin:            p.Origin(path).From(map[string]string{"*": path}),
		To:                backend.Facts().ConfigKey,
		Image:             decided(p, path+".image", change.Copy.Image),
		Verify:            *change.Copy.Verify,
		Transfers:         change.Copy.Transfers,
		NodeSelector:      change.Copy.NodeSelector,
		Tolerations:       change.Copy.Tolerations,
		PriorityClassName: change.Copy.PriorityClassName,
		CloudRole:         change.Copy.CloudRole,
		Credentials:       p.CopyCredentials(),
		ReadOnly:          p.Spec.Registry.ReadOnly,
	}
	if change.Copy.Resources != nil {
		c.Resources = *change.Copy.Resources
	}
	if s := change.Source; s != nil {
		c.Source = cmp.Or(s.Claim, s.Bucket, s.Container)
	}
	if change.From == "pvc" {
		c.Source = p.SourceClaim()
	}
	if c.To == "pvc" {
		c.Target = p.TargetClaim()
	}
	c.Staging = staging(p)
	return c
}

// staging returns the twin of the Secret with the credentials of the new store. The
// Secret itself may contain those of the old store until the change.
func staging(p *resolve.Profile) *ExternalSecret {
	for _, s := range append(newSecrets(p), bucketSecrets(p)...) {
		if s.Name == openshift.CredentialsSecret {
			s.Name = StorageChanger
			return &s
		}
	}
	return nil
}

func bucketSecrets(p *resolve.Profile) []ExternalSecret {
	if b := newBucket(p); b != nil && b.Credentials != nil {
		return []ExternalSecret{b.Credentials.Secret}
	}
	return nil
}

// CopiesImages reports whether a Job copies the images before it changes the storage.
func (s *State) CopiesImages() bool { return s.StorageChange != nil && s.StorageChange.Copy != nil }

// InFolders reports whether the objects of a step are applied from a folder of their
// own: by Flux, and by hand if a Job copies the images.
func (s *State) InFolders() bool {
	return s.Tool == v1alpha1.Flux || s.Tool == v1alpha1.Plain && s.CopiesImages()
}
