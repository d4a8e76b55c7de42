package validators

import (
	"net/netip"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

var endpointRegion = onS3(Rule{
	ID: "S3001", Severity: Error,
	Title:  "regionEndpoint without region",
	Why:    "The operator fills in a region only if both are empty, and stops without one (MissingRegion).",
	Remedy: "Set the region; a store that knows no regions takes us-east-1.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.endpoint == "" || v.region != "" {
		return nil
	}
	return proposed(v.field("region", nil), "us-east-1")
})

var endpointScheme = onS3(Rule{
	ID: "S3002", Severity: Error,
	Title:  "regionEndpoint is no URL",
	Why:    "The operator and the registry cannot reach the store.",
	Remedy: "Write scheme and host without credentials, for example https://s3.example.com.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.endpoint == "" || v.url() != nil {
		return nil
	}
	return v.field("regionEndpoint", safe(v.endpoint))
})

var gatewayPort = onS3(Rule{
	ID: "S3003", Severity: Error,
	Title:  "RADOS gateway endpoint with a port",
	Why:    "The signature that the registry makes covers the host without port, and the gateway refuses it.",
	Remedy: "Leave the port out; http means 80 and https means 443.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	u := v.url()
	if u == nil || u.Port() == "" || !strings.Contains(u.Hostname(), "rgw") {
		return nil
	}
	return v.field("regionEndpoint", v.endpoint)
})

var keyWithoutEncryption = onS3(Rule{
	ID: "S3004", Severity: Warning,
	Title:  "keyID without encrypt",
	Why:    "Images are not encrypted with that key: the operator turns encryption on only for storage that it manages.",
	Remedy: "Set encrypt to true.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.keyID == "" || v.encrypt || v.managed {
		return nil
	}
	return proposed(v.field("encrypt", nil), true)
})

// odf reports whether an endpoint is one of OpenShift Data Foundation, by its
// host name.
func odf(endpoint string) bool {
	return strings.Contains(endpoint, "rgw") || strings.Contains(endpoint, "noobaa") || strings.Contains(endpoint, "openshift-storage")
}

var encryptedGateway = onS3(Rule{
	ID: "S3005", Severity: Warning,
	Title:  "encryption asked of a store that may have none",
	Why:    "A RADOS gateway or NooBaa without a key management service refuses every push.",
	Remedy: "Leave encrypt out, unless the store has a key management service.",
	Source: "3.8.1",
}, func(v s3View) []v1alpha1.Diagnostic {
	if !v.encrypt || !odf(v.endpoint) {
		return nil
	}
	return v.field("encrypt", true)
})

var plainEndpoint = onS3(Rule{
	ID: "S3007", Severity: Warning,
	Title:  "http endpoint outside the cluster",
	Why:    "Images and signed requests travel unencrypted.",
	Remedy: "Use https.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	u := v.url()
	if u == nil || u.Scheme != "http" || v.inCluster() {
		return nil
	}
	secure := *u
	secure.Scheme, secure.Host = "https", strings.TrimSuffix(u.Host, ":80")
	return proposed(v.field("regionEndpoint", v.endpoint), secure.String())
})

var inClusterRedirect = onS3(Rule{
	ID: "S3008", Severity: Error,
	Title:  "redirects to an in-cluster endpoint",
	Why:    "Clients outside the pod network, nodes among them, cannot resolve a .svc name, and every pull fails.",
	Remedy: "Set disableRedirect to true; in a profile it is the default.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	if !v.inCluster() || !v.redirects {
		return nil
	}
	return proposed(v.redirect(), true)
})

var serviceCertificate = onS3(Rule{
	ID: "S3009", Severity: Warning,
	Title:  "https to a service of the cluster without a CA",
	Why:    "Its certificate is signed by the service CA, which the operator does not trust by itself.",
	Remedy: "Name a ConfigMap with the service CA under ca-bundle.crt, or use http.",
	Source: "operator",
}, func(v s3View) []v1alpha1.Diagnostic {
	if u := v.url(); u == nil || u.Scheme != "https" || !v.inCluster() || v.trustedCA != "" {
		return nil
	}
	return v.field("trustedCA.name", nil)
})

const lettersAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789"

// consists reports whether a text has no other characters than those.
func consists(text, of string) bool { return strings.Trim(text, of) == "" }

var bucketName = onS3(Rule{
	ID: "S3010", Severity: Error,
	Title:  "name that no bucket can have",
	Why:    "S3 refuses it, and the operator can neither find nor make the bucket.",
	Remedy: "Write 3 to 63 lower-case letters, digits, hyphens and single periods, that are no IP address.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	_, notIP := netip.ParseAddr(v.bucket)
	good := len(v.bucket) >= 3 && len(v.bucket) <= 63 && consists(v.bucket, lettersAndDigits+".-") &&
		strings.Trim(v.bucket, ".-") == v.bucket && !strings.Contains(v.bucket, "..") && notIP != nil
	if v.bucket == "" || good {
		return nil
	}
	return v.field("bucket", v.bucket)
})

var ownBucket = onS3(Rule{
	ID: "S3011", Severity: Info,
	Title:  "bucket on AWS that the operator does not manage",
	Why:    "The operator sets neither a lifecycle rule that aborts incomplete uploads nor a block of public access.",
	Remedy: "Set both yourself; registry-profile aws lifecycle and registry-profile aws public-access-block print them.",
	Source: "3.1.2",
}, func(v s3View) []v1alpha1.Diagnostic {
	if v.platform != "AWS" || v.bucket == "" || v.managed || v.endpoint != "" {
		return nil
	}
	return v.field("bucket", v.bucket)
})

var awsEndpoint = onS3(Rule{
	ID: "S3012", Severity: Warning,
	Title:  "regionEndpoint that names AWS itself",
	Why:    "Every region has its own; left out, the right one is used, and the registry follows the region.",
	Remedy: "Remove regionEndpoint, unless it is a private one such as that of a VPC.",
	Source: "3.1.3",
}, func(v s3View) []v1alpha1.Diagnostic {
	u := v.url()
	if u == nil || !strings.HasSuffix(strings.TrimSuffix(u.Hostname(), ".cn"), ".amazonaws.com") || strings.Contains(u.Hostname(), "vpce") {
		return nil
	}
	return v.field("regionEndpoint", v.endpoint)
})

var cloudFront = Rule{
	ID: "S3013", Severity: Error,
	Title:  "CloudFront that cannot sign its URLs",
	Why:    "The registry does not start without a distribution on https, a key pair and the pair's private key.",
	Remedy: "Set baseURL (https), keypairID and privateKey with name and key.",
	Source: "3.1.3",
	checkItems: onStanza("s3", func(_ input, config item, s3 object) []v1alpha1.Diagnostic {
		if !s3.has("cloudFront") {
			return nil
		}
		var found []v1alpha1.Diagnostic
		const path = "spec.storage.s3.cloudFront."
		if url := s3.text("cloudFront", "baseURL"); !strings.HasPrefix(url, "https://") {
			found = append(found, config.on(path+"baseURL", safe(url))...)
		}
		for _, field := range [][]string{{"keypairID"}, {"privateKey", "name"}, {"privateKey", "key"}} {
			if s3.text(append([]string{"cloudFront"}, field...)...) == "" {
				found = append(found, config.on(path+strings.Join(field, "."), nil)...)
			}
		}
		return found
	}),
}
