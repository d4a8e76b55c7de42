package resolve

import (
	"fmt"
	"strings"

	"github.com/robfig/cron/v3"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// BucketJob reports whether a Job prepares the bucket claim: it copies the
// credentials of the claim, and writes the storage of Config if the name of the
// bucket is known only on the cluster.
func (p *Profile) BucketJob() bool {
	store := p.Store()
	if store == nil || store.Bucket == nil {
		return false
	}
	return store.Bucket.Existing || p.copiesByJob()
}

// copiesByJob reports whether a Job copies the credentials of the bucket claim.
func (p *Profile) copiesByJob() bool {
	c := p.Spec.Credentials
	return c != nil && c.ObjectBucketClaim != nil && c.ObjectBucketClaim.Method == v1alpha1.MethodJob
}

// StorageByJob reports whether the Job of the bucket claim writes the storage of
// Config, so that the manifests must not contain any.
func (p *Profile) StorageByJob() bool {
	store := p.Store()
	return store != nil && store.Bucket != nil && store.Bucket.Existing
}

// checkBucket checks that a bucket is either claimed by the profile, or by an
// existing claim.
func (p *Profile) checkBucket() field.ErrorList {
	backend, ok := p.Backend()
	if !ok {
		return nil
	}
	bucket := p.Spec.Storage.ObjectBucket()
	path := storagePath.Child(backend.Key)
	switch {
	case bucket == nil:
		return nil
	case bucket.ExistingClaim == "" && bucket.BucketName == "":
		return field.ErrorList{field.Required(path.Child("bucketName"), "set the name of the bucket, or set existingClaim to the name of an ObjectBucketClaim that exists outside of the profile")}
	case bucket.ExistingClaim == "":
		return nil
	}
	var errs field.ErrorList
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"bucketName", bucket.BucketName != ""},
		{"additionalConfig", len(bucket.AdditionalConfig) > 0},
		{"storageClassName", writtenClass(p.Written.Spec.Storage.OneOf) != ""},
	} {
		if f.set {
			errs = append(errs, field.Forbidden(path.Child(f.name), "the existing claim decides it; remove it, or remove existingClaim"))
		}
	}
	if state := p.Spec.Storage.ManagementState; state != openshift.Unmanaged && state != "" {
		errs = append(errs, field.Invalid(storagePath.Child("managementState"), state, "the operator would change and delete the bucket of the existing claim; set it to Unmanaged, or remove it"))
	}
	return errs
}

// writtenClass returns the storage class that the profile sets, without its
// default.
func writtenClass(o v1alpha1.OneOf) string {
	switch {
	case o.CephRGW != nil:
		return o.CephRGW.StorageClassName
	case o.NooBaa != nil:
		return o.NooBaa.StorageClassName
	}
	return ""
}

// checkBucketJob checks what the Job of the bucket claim requires.
func (p *Profile) checkBucketJob() field.ErrorList {
	var errs field.ErrorList
	path := credentialsPath.Child("objectBucketClaim")
	c := p.Spec.Credentials
	fromClaim := c != nil && c.ObjectBucketClaim != nil
	switch {
	case fromClaim && c.ObjectBucketClaim.Schedule == "":
	case fromClaim && !p.copiesByJob():
		errs = append(errs, field.Forbidden(path.Child("schedule"), "valid only with method: Job; the External Secrets Operator follows changes by itself"))
	case fromClaim && !p.Unknown(c.ObjectBucketClaim.Schedule) && !ValidSchedule(c.ObjectBucketClaim.Schedule):
		errs = append(errs, field.Invalid(path.Child("schedule"), c.ObjectBucketClaim.Schedule, `not a cron expression; set five fields such as "17 * * * *" without a time zone, or @hourly`))
	}
	if !p.BucketJob() {
		return errs
	}
	if p.StorageByJob() {
		errs = append(errs, p.checkStorageByJob(path)...)
	}
	if p.Spec.Delivery.Image == "" {
		needs := "the Job that copies the credentials of the bucket claim"
		if p.StorageByJob() {
			needs = "the Job that writes the credentials and the name of the bucket"
		}
		errs = append(errs, field.Required(field.NewPath("spec", "delivery", "image"), "set an image that contains oc, for example registry.redhat.io/openshift4/ose-cli:v4.16; "+needs+" uses it"))
	}
	return errs
}

// checkStorageByJob checks what the Job requires if it writes the storage of
// Config.
func (p *Profile) checkStorageByJob(path *field.Path) field.ErrorList {
	var errs field.ErrorList
	c := p.Spec.Credentials
	switch {
	case c == nil: // the credentials of the claim, by default
	case c.ObjectBucketClaim == nil:
		errs = append(errs, field.Forbidden(credentialsPath, "with existingClaim, the Job copies the credentials of the claim; remove spec.credentials"))
	case !p.copiesByJob():
		errs = append(errs, field.Invalid(path.Child("method"), c.ObjectBucketClaim.Method, "with existingClaim, the Job that writes the name of the bucket also copies the credentials; set it to Job, or remove it"))
	}
	delivery := field.NewPath("spec", "delivery")
	if tool := p.Spec.Delivery.Tool; !ChangesByJob(tool) {
		backend, _ := p.Backend()
		errs = append(errs, field.Invalid(delivery.Child("tool"), tool, fmt.Sprintf("spec.storage.%s.existingClaim requires a tool that runs the Job before it applies Config; set %s, %s or %s",
			backend.Key, v1alpha1.ArgoCD, v1alpha1.Flux, v1alpha1.Kpt)))
	}
	if change := p.Spec.Delivery.StorageChange; change != nil && change.Image != "" {
		errs = append(errs, field.Forbidden(delivery.Child("storageChange", "image"), "with existingClaim, the Job of the bucket claim changes the storage; set spec.delivery.image instead"))
	}
	return errs
}

// ValidSchedule reports whether the CronJob controller accepts a schedule. It is
// false for a schedule with a time zone.
func ValidSchedule(schedule string) bool {
	_, err := cron.ParseStandard(schedule)
	return err == nil && !strings.Contains(schedule, "TZ")
}
