package validators

import (
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// onBucket runs a check on the bucket that the profile claims, if any.
func onBucket(check func(p input, bucket *v1alpha1.ObjectBucket, key string) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return func(p input) []v1alpha1.Diagnostic {
		backend, ok := p.Backend()
		if !ok || p.Spec.Storage.ObjectBucket() == nil {
			return nil
		}
		return check(p, p.Spec.Storage.ObjectBucket(), backend.Key)
	}
}

var unusedBucketCA = Rule{
	ID: "OB005", Severity: Error,
	Title:  "CA for the in-cluster endpoint of an object store",
	Why:    "With endpoint: Service, the registry connects to the service over plain http, which needs no CA; a store that denies http, as NooBaa with denyHTTP, needs the https endpoint and the service CA.",
	Remedy: "Remove spec.trust.storage, or set endpoint to SecureService or Route.",
	Source: "operator",
	check: onBucket(func(p input, bucket *v1alpha1.ObjectBucket, _ string) []v1alpha1.Diagnostic {
		if isSecure(bucket) || p.Spec.Trust.Storage == nil {
			return nil
		}
		return at(spec.Child("trust", "storage"), nil)
	}),
}

var incompleteBucketRoute = Rule{
	ID: "OB006", Severity: Error,
	Title:  "https endpoint of an object store without a host name or CA",
	Why:    "The operator cannot reach the store, or does not trust the certificate: the ingress CA signs that of a route, and the service CA that of a service.",
	Remedy: "Set routeHost to the host of the store's route in openshift-storage, and spec.trust.storage to a ConfigMap in openshift-config that contains the CA under ca-bundle.crt.",
	Source: "3.8.1",
	check: onBucket(func(p input, bucket *v1alpha1.ObjectBucket, key string) []v1alpha1.Diagnostic {
		if !isSecure(bucket) {
			return nil
		}
		var found []v1alpha1.Diagnostic
		if bucket.Endpoint == v1alpha1.EndpointRoute && bucket.RouteHost == "" {
			found = append(found, at(storagePath.Child(key, "routeHost"), nil)...)
		}
		if p.Spec.Trust.Storage == nil {
			found = append(found, at(spec.Child("trust", "storage"), nil)...)
		}
		return found
	}),
}

// isSecure reports whether the registry connects to the store over https, where it
// needs a CA.
func isSecure(bucket *v1alpha1.ObjectBucket) bool {
	return bucket.Endpoint == v1alpha1.EndpointRoute || bucket.Endpoint == v1alpha1.EndpointSecureService
}

// onBucketClaim runs a check on each ObjectBucketClaim of the registry.
func onBucketClaim(check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return forEach(openshift.ObjectBucketClaim, check)
}

var generatedBucketName = Rule{
	ID: "OB001", Severity: Error,
	Title:  "bucket with a generated name",
	Why:    "The name is unknown until the bucket exists, so Config cannot contain it.",
	Remedy: "Set bucketName instead of generateBucketName, or let a profile use the claim with existingClaim.",
	Source: "3.8.1",
	checkItems: onBucketClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		if claim.has("spec", "bucketName") || claim.text("spec", "generateBucketName") == "" || !in.meansBucketOf(claim) || in.resolvesBucket() || in.usesBucketOf(claim) {
			return nil
		}
		return propose(claim.at("spec.bucketName", nil), claim.text("spec", "generateBucketName"))
	}),
}

// meansBucketOf reports whether a Config or the profile tries to use the bucket of a
// claim with a generated name. It names the claim or the prefix of the bucket, or an
// endpoint without a bucket; any other name is that of another bucket.
func (in input) meansBucketOf(claim item) bool {
	means := func(bucket, endpoint any) bool {
		name, _ := bucket.(string)
		return name == "" && endpoint != nil && endpoint != "" ||
			name != "" && (name == claim.name() || strings.HasPrefix(name, claim.text("spec", "generateBucketName")))
	}
	if in.Profile != nil {
		if store := in.Store(); store != nil && store.Bucket != nil && store.Bucket.Name == claim.name() && claim.isIn(store.Bucket.Namespace) {
			return true
		}
		if s := in.Spec.Storage; s != nil && s.S3 != nil && means(s.S3.Bucket, s.S3.RegionEndpoint) {
			return true
		}
	}
	return slices.ContainsFunc(in.ofKind(openshift.Config), func(config item) bool {
		return config.has("spec", "storage", "s3") && means(config.value("spec", "storage", "s3", "bucket"), config.value("spec", "storage", "s3", "regionEndpoint"))
	})
}

// resolvesBucket reports whether the name of the bucket gets into Config at run
// time: by a placeholder or by a job, also that of the profile.
func (in input) resolvesBucket() bool {
	return in.Profile != nil && in.StorageByJob() || len(in.jobsPatchingConfig()) > 0 || slices.ContainsFunc(in.ofKind(openshift.Config), func(config item) bool {
		return config.value("spec", "storage", "s3", "bucket") == unknownValue{}
	})
}

// usesBucketOf reports whether a Config names the bucket that exists for a claim
// with a generated name.
func (in input) usesBucketOf(claim item) bool {
	prefix := claim.text("spec", "generateBucketName") + "-"
	return slices.ContainsFunc(in.ofKind(openshift.Config), func(config item) bool {
		return strings.HasPrefix(config.text("spec", "storage", "s3", "bucket"), prefix)
	})
}

var unclaimedBucket = Rule{
	ID: "OB002", Severity: Error,
	Title:  "bucket other than the claimed bucket",
	Why:    "The credentials of the claim grant access only to its own bucket, and the store rejects every push.",
	Remedy: "Set the bucket in Config to the bucketName of the claim.",
	Source: "3.8.1",
	checkItems: onStanza("s3", func(in input, config item, s3 object) []v1alpha1.Diagnostic {
		claims, bucket := in.ofKind(openshift.ObjectBucketClaim), s3.text("bucket")
		if len(claims) != 1 || !isODF(s3.text("regionEndpoint")) {
			return nil
		}
		name := claims[0].text("spec", "bucketName")
		if name == "" || name == bucket {
			return nil
		}
		return propose(config.at("spec.storage.s3.bucket", bucket), name)
	}),
}

var cephGatewayOnCloud = Rule{
	ID: "OB003", Severity: Warning,
	Title:  "Ceph gateway on a cloud platform",
	Why:    "OpenShift Data Foundation deploys no gateway on a cloud platform by default, and the claim stays Pending.",
	Remedy: "Use noobaa, the object storage of the platform, or mode: External with an external Ceph cluster.",
	Source: "3.8",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.CephRGW == nil || p.Spec.Storage.CephRGW.Mode == v1alpha1.ModeExternal {
			return nil
		}
		if backend, ok := p.Backend(); !ok || backend.Facts().Unavailable(p.Spec.OpenShift.Platform) == "" {
			return nil
		}
		return at(storagePath.Child("cephRGW"), nil)
	},
}

var otherObjectStore = Rule{
	ID: "OB007", Severity: Error,
	Title:  "existing claim of another object store",
	Why:    "The credentials of the claim are valid only for its own store, and the Job of the profile writes the endpoint of the other one: the operator cannot reach the bucket.",
	Remedy: "Set the storage type of the store that provisions the claim: noobaa for the class openshift-storage.noobaa.io, cephRGW for a class that ends in -ceph-rgw.",
	Source: "3.8",
	checkItems: onBucketClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		if in.Profile == nil || !in.StorageByJob() {
			return nil
		}
		backend, _ := in.Backend()
		bucket, class := in.Store().Bucket, claim.text("spec", "storageClassName")
		other := backend.Key == "noobaa" && strings.HasSuffix(class, "-ceph-rgw") || backend.Key == "cephRGW" && strings.HasSuffix(class, "noobaa.io")
		if !other || claim.name() != bucket.Name || !claim.isIn(bucket.Namespace) {
			return nil
		}
		return claim.at("spec.storageClassName", class)
	}),
}
