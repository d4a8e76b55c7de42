package resolve

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

var changePath = deliveryPath.Child("storageChange")

// CopyCredentials is the source of the credentials with which a Job writes to the new
// store.
type CopyCredentials string

// Sources of credentials.
const (
	// WithoutCredentials is that of a claim.
	WithoutCredentials CopyCredentials = "none"
	// StagedCredentials are in a Secret of their own until the change.
	StagedCredentials CopyCredentials = "staging"
	// CloudCredentials are those that the cluster has for its own cloud.
	CloudCredentials CopyCredentials = "cloud"
)

// CopyCredentials returns the source of the credentials for the new store.
func (p *Profile) CopyCredentials() CopyCredentials {
	backend, ok := p.Backend()
	switch {
	case !ok || len(backend.Facts().KeySets) == 0:
		return WithoutCredentials
	case p.Spec.Credentials != nil:
		return StagedCredentials
	}
	return CloudCredentials
}

// SourceClaim returns the name of the old claim.
func (p *Profile) SourceClaim() string {
	if s := p.Spec.Delivery.StorageChange.Source; s != nil && s.Claim != "" {
		return s.Claim
	}
	return openshift.DefaultClaim
}

// TargetClaim returns the name of the claim that stores the images; empty if they are
// not in a claim that the profile names.
func (p *Profile) TargetClaim() string {
	switch s := p.Spec.Storage; {
	case s == nil:
	case s.PVC != nil:
		return s.PVC.Claim
	case s.CephFS != nil:
		return s.CephFS.Claim
	}
	return ""
}

// sourceFields are the fields of storageChange.source, with the storage types for which
// they are valid.
var sourceFields = []struct {
	name  string
	value func(*v1alpha1.StorageSource) string
	types []string
}{
	{"claim", func(s *v1alpha1.StorageSource) string { return s.Claim }, []string{"pvc"}},
	{"bucket", func(s *v1alpha1.StorageSource) string { return s.Bucket }, []string{"s3", "gcs", "ibmcos"}},
	{"container", func(s *v1alpha1.StorageSource) string { return s.Container }, []string{"azure", "swift"}},
}

// checkStorageCopy checks what the Job that copies images requires.
func (p *Profile) checkStorageCopy() field.ErrorList {
	change := p.Spec.Delivery.StorageChange
	if change == nil {
		return nil
	}
	errs := p.checkSource(change)
	if change.Copy == nil {
		return errs
	}
	path := changePath.Child("copy")
	if tool := p.Spec.Delivery.Tool; OnHub(tool) || tool == v1alpha1.Kpt {
		// kpt and Config Sync treat a Job as ready when it has started (kstatus).
		return append(errs, field.Forbidden(path, fmt.Sprintf("tool: %s does not wait until the Job is complete, and would change the Config before the images are copied; set tool to ArgoCD, Flux or Plain for the change, or remove copy", tool)))
	}
	return append(errs, p.checkPair(change)...)
}

func (p *Profile) checkSource(change *v1alpha1.StorageChange) field.ErrorList {
	if change.Source == nil {
		return nil
	}
	path := changePath.Child("source")
	if change.Copy == nil {
		return field.ErrorList{field.Forbidden(path, "valid only with copy; remove it")}
	}
	var errs field.ErrorList
	for _, f := range sourceFields {
		if f.value(change.Source) != "" && !slices.Contains(f.types, change.From) {
			errs = append(errs, field.Forbidden(path.Child(f.name), fmt.Sprintf("valid only with from: %s, not with from: %s; remove it", strings.Join(f.types, ", "), change.From)))
		}
	}
	return errs
}

// throughAPI is the remedy for stores that no other pod can read.
const throughAPI = "remove copy, and copy the images that you need through the registry, for example: oc image mirror OLD_REGISTRY/NAMESPACE/NAME OTHER_REGISTRY/NAMESPACE/NAME"

// checkPair checks that rclone can copy from the old store to the new one, with
// credentials that a pod can read.
func (p *Profile) checkPair(change *v1alpha1.StorageChange) field.ErrorList {
	from := changePath.Child("from")
	switch change.From {
	case "emptyDir":
		return field.ErrorList{field.Invalid(from, change.From, "another pod cannot read an emptyDir; "+throughAPI)}
	case "oss":
		return field.ErrorList{field.Invalid(from, change.From, "the operator no longer supports this store, and the Job cannot read it; "+throughAPI)}
	}
	backend, ok := p.Backend()
	if !ok {
		return nil // checkStorageChange reports it
	}
	path := storagePath.Child(backend.Key)
	store := p.Store()
	switch {
	case store.Sharing == storage.PerPod:
		return field.ErrorList{field.Forbidden(path, "the Job cannot write to an emptyDir; set another storage type, or remove spec.delivery.storageChange.copy")}
	case p.StorageByJob():
		return field.ErrorList{field.Forbidden(path.Child("existingClaim"), "the Job that copies images must know the bucket; set spec.storage.s3 with the bucket of the claim, or bucketName, or remove spec.delivery.storageChange.copy")}
	case !store.Named:
		name := openshift.FindStorageType(backend.Facts().ConfigKey).Name
		return field.ErrorList{field.Required(path.Child(name), "the Job that copies images must know the new store; set its name, or remove spec.delivery.storageChange.copy")}
	case change.From == "pvc" && p.TargetClaim() == p.SourceClaim():
		return field.ErrorList{field.Invalid(path.Child("claim"), p.TargetClaim(), "the images would be copied to the claim that contains them; set the name of another claim, or the old one in spec.delivery.storageChange.source.claim")}
	}
	if s := change.Source; s != nil && change.From == "gcs" && p.Spec.Storage.GCS != nil && s.Bucket == p.Spec.Storage.GCS.Bucket {
		return field.ErrorList{field.Invalid(path.Child("bucket"), s.Bucket, "the images would be copied to the bucket that contains them; set the name of another bucket")}
	}
	errs := p.checkCopyTarget(path)
	errs = append(errs, p.checkCloudRole(change, backend.Facts().ConfigKey)...)
	return append(errs, p.checkCopyCredentials()...)
}

// cloudRoles are the storage types whose credentials can be those of a cloud role that
// rclone can use.
var cloudRoles = []string{"s3", "gcs"}

// checkCloudRole checks that a store can have the credentials of a cloud role.
func (p *Profile) checkCloudRole(change *v1alpha1.StorageChange, to string) field.ErrorList {
	fromRole := slices.Contains(cloudRoles, change.From)
	toRole := slices.Contains(cloudRoles, to) && p.CopyCredentials() == CloudCredentials
	if !change.Copy.CloudRole || fromRole || toRole {
		return nil
	}
	return field.ErrorList{field.Forbidden(changePath.Child("copy", "cloudRole"), "valid only if the old store is s3 or gcs, or the new one uses the credentials of the cluster for one of them; remove it")}
}

// checkCopyTarget checks the fields of the new store that the operator can complete, but
// the Job cannot.
func (p *Profile) checkCopyTarget(path *field.Path) field.ErrorList {
	const needed = "the Job that copies images needs it"
	required := func(missing bool, name string) field.ErrorList {
		if !missing {
			return nil
		}
		return field.ErrorList{field.Required(path.Child(name), needed)}
	}
	switch s := p.Spec.Storage; {
	case s.S3 != nil:
		return required(s.S3.Region == "" && s.S3.RegionEndpoint == "", "region")
	case s.Azure != nil && s.Azure.CloudName == "AzureStackCloud":
		return field.ErrorList{field.Invalid(path.Child("cloudName"), s.Azure.CloudName, "the Job that copies images does not know the address of the store; "+throughAPI)}
	case s.Azure != nil:
		return append(required(s.Azure.AccountName == "", "accountName"), required(s.Azure.Container == "", "container")...)
	case s.Swift != nil:
		return append(required(s.Swift.AuthURL == "", "authURL"), required(s.Swift.DomainID != "" && s.Swift.Domain == "", "domain")...)
	case s.IBMCOS != nil:
		return append(required(s.IBMCOS.Location == "", "location"), required(s.IBMCOS.ServiceInstanceCRN == "", "serviceInstanceCRN")...)
	}
	return nil
}

// checkCopyCredentials checks that the Job can read credentials for the new store.
func (p *Profile) checkCopyCredentials() field.ErrorList {
	switch c := p.Spec.Credentials; p.CopyCredentials() {
	case StagedCredentials:
		if c.ObjectBucketClaim != nil && c.ObjectBucketClaim.Method == v1alpha1.MethodJob {
			return field.ErrorList{field.Invalid(credentialsPath.Child("objectBucketClaim", "method"), c.ObjectBucketClaim.Method,
				"the old store uses the Secret "+openshift.CredentialsSecret+" until the images are copied; set method to ExternalSecrets, or remove spec.delivery.storageChange.copy")}
		}
		if c.ExternalSecret != nil && c.ExternalSecret.KeySet == "Token" {
			return field.ErrorList{field.Invalid(credentialsPath.Child("externalSecret", "keySet"), c.ExternalSecret.KeySet, "a token can expire during the copy; set Password or ApplicationCredential")}
		}
	case CloudCredentials:
		backend, _ := p.Backend()
		s3, platform := p.Spec.Storage.S3, p.Spec.OpenShift.Platform
		elsewhere := s3 != nil && s3.RegionEndpoint != "" && !storage.IsAWS(s3.RegionEndpoint)
		if key := backend.Facts().ConfigKey; elsewhere || !openshift.FindPlatform(platform).HasCredentials(key) || !slices.Contains(cloudRoles, key) {
			return field.ErrorList{field.Required(credentialsPath, "the Job that copies images cannot read credentials of the cluster for this store; set externalSecret, or existingSecret and create the Secret image-registry-storage-change with the credentials of the new store")}
		}
		if p.Spec.OpenShift.ControlPlaneTopology == v1alpha1.ControlPlaneExternal && !p.Spec.Delivery.StorageChange.Copy.CloudRole {
			return field.ErrorList{field.Required(changePath.Child("copy", "cloudRole"), "the credentials of a hosted cluster are those of a cloud role; set it to true, or set spec.credentials")}
		}
	}
	return nil
}
