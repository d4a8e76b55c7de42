package validators

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// onBucket makes a check of one that looks at a bucket that is claimed here.
func onBucket(check func(p input, bucket *v1alpha1.ObjectBucket, key string) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return func(p input) []v1alpha1.Diagnostic {
		backend, ok := p.Backend()
		if !ok || p.Spec.Storage.ObjectBucket() == nil {
			return nil
		}
		return check(p, p.Spec.Storage.ObjectBucket(), backend.Key)
	}
}

var bucketOnHTTP = Rule{
	ID: "OB005", Severity: Error,
	Title:  "CA for the in-cluster endpoint of an object store",
	Why:    "The registry reaches the service over plain http, which needs no CA; over https its certificate would be the service CA's, never the router's.",
	Remedy: "Remove spec.trust.storage, or set endpoint to Route.",
	Source: "operator",
	check: onBucket(func(p input, bucket *v1alpha1.ObjectBucket, _ string) []v1alpha1.Diagnostic {
		if bucket.Endpoint == v1alpha1.EndpointRoute || p.Spec.Trust.Storage == nil {
			return nil
		}
		return at(spec.Child("trust", "storage"), nil)
	}),
}

var bucketRoute = Rule{
	ID: "OB006", Severity: Error,
	Title:  "route of an object store without host name or CA",
	Why:    "The operator cannot reach the store, or does not trust the router's certificate.",
	Remedy: "Set routeHost to the host of the store's route in openshift-storage, and spec.trust.storage to the CA of the router (ConfigMap default-ingress-cert in openshift-config-managed).",
	Source: "3.8.1",
	check: onBucket(func(p input, bucket *v1alpha1.ObjectBucket, key string) []v1alpha1.Diagnostic {
		if bucket.Endpoint != v1alpha1.EndpointRoute {
			return nil
		}
		var found []v1alpha1.Diagnostic
		if bucket.RouteHost == "" {
			found = append(found, at(storagePath.Child(key, "routeHost"), nil)...)
		}
		if p.Spec.Trust.Storage == nil {
			found = append(found, at(spec.Child("trust", "storage"), nil)...)
		}
		return found
	}),
}

// onBucketClaim makes a check of one that looks at an ObjectBucketClaim.
func onBucketClaim(check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return each(openshift.ObjectBucketClaim, check)
}

var generatedBucket = Rule{
	ID: "OB001", Severity: Error,
	Title:  "bucket with a generated name",
	Why:    "Nobody knows the name before the bucket is there, and so Config cannot hold it.",
	Remedy: "Write bucketName instead of generateBucketName.",
	Source: "3.8.1",
	checkItems: onBucketClaim(func(_ input, claim item) []v1alpha1.Diagnostic {
		if claim.text("spec", "bucketName") != "" || claim.text("spec", "generateBucketName") == "" {
			return nil
		}
		return proposed(claim.on("spec.bucketName", nil), claim.text("spec", "generateBucketName"))
	}),
}

var otherBucket = Rule{
	ID: "OB002", Severity: Error,
	Title:  "bucket that is not the claimed one",
	Why:    "The credentials of the claim open its own bucket only, and every push is refused.",
	Remedy: "Write the claim's bucketName into Config.",
	Source: "3.8.1",
	checkItems: onStanza("s3", func(in input, config item, s3 object) []v1alpha1.Diagnostic {
		claims := in.of(openshift.ObjectBucketClaim)
		if len(claims) != 1 || !odf(s3.text("regionEndpoint")) {
			return nil
		}
		name, bucket := claims[0].text("spec", "bucketName"), s3.text("bucket")
		if name == "" || name == bucket {
			return nil
		}
		return proposed(config.on("spec.storage.s3.bucket", bucket), name)
	}),
}

var cloudGateway = Rule{
	ID: "OB003", Severity: Warning,
	Title:  "Ceph gateway on a cloud platform",
	Why:    "OpenShift Data Foundation deploys none there by default, and the claim stays Pending.",
	Remedy: "Use noobaa, or the platform's own object storage.",
	Source: "3.8",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.CephRGW == nil || !openshift.FindPlatform(p.Spec.OpenShift.Platform).Cloud {
			return nil
		}
		return at(storagePath.Child("cephRGW"), nil)
	},
}
